/**
 * Follows loaded values through a compiled function (finding C9). Whatever comes from memory counts as secret; a secret may
 * be computed with and stored, but never decide a branch or a `select`, be an address, a length or an argument.
 * Reads the linear text format that asc writes. An instruction it does not know is an error, not a pass.
 */

const UNARY =
  /\.(splat|extend\w*|convert\w*|trunc\w*|nearest|floor|ceil|sqrt|abs|neg|not|popcnt|extadd\w*|eqz|clz|ctz|wrap\w*|reinterpret\w*|demote\w*|promote\w*|any_true|all_true|bitmask|extract_lane\w*)\b/;
const IGNORED = /^(br|nop|return)\b/;

interface WasmFunction {
  readonly parameters: number;
  readonly results: number;
  readonly body: readonly string[];
}

/** The functions of a module in asc's text, by name. */
export function readFunctions(wat: string): Map<string, WasmFunction> {
  const functions = new Map<string, WasmFunction>();
  for (const text of wat.split("\n (func ").slice(1)) {
    const [head, ...lines] = text.split("\n");
    const body = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("("));
    while (body.at(-1) === ")") body.pop();
    const count = (what: string): number => head!.split(what).length - 1;
    functions.set(head!.split(" ")[0]!, { parameters: count("(param"), results: count("(result"), body });
  }
  return functions;
}

/** The name of the function behind an export. */
export function exported(wat: string, name: string): string {
  const match = wat.match(new RegExp(`\\(export "${name}" \\(func ([^)]+)\\)\\)`));
  if (match === null) throw new Error(`no export ${name}`);
  return match[1]!;
}

class Walk {
  readonly violations: string[] = [];
  readonly callees: Set<string> = new Set();
  readonly #functions: ReadonlyMap<string, WasmFunction>;
  readonly #secretLocals: Set<string>;
  readonly #stack: boolean[] = [];
  /** For each open block the secrecy that its first arm left, once `else` came. */
  readonly #blocks: { yields: boolean; first: boolean }[] = [];

  constructor(functions: ReadonlyMap<string, WasmFunction>, secretLocals: Set<string>) {
    this.#functions = functions;
    this.#secretLocals = secretLocals;
  }

  #pop(): boolean {
    const top = this.#stack.pop();
    if (top === undefined) throw new Error("the walk lost count of the stack");
    return top;
  }
  #popPublic(count: number, line: string): void {
    for (let i = 0; i < count; i++) if (this.#pop()) this.violations.push(line);
  }
  #popAny(count: number): boolean {
    return Array.from({ length: count }, () => this.#pop()).includes(true);
  }

  step(line: string): void {
    const [name, operand] = line.split(" ") as [string, string | undefined];
    if (IGNORED.test(name)) return;
    if (name === "local.get") this.#stack.push(this.#secretLocals.has(operand!));
    else if (name === "local.set" || name === "local.tee") this.#assign(operand!, name === "local.tee");
    else if (name.endsWith(".const")) this.#stack.push(false);
    else if (name === "br_if") this.#popPublic(1, line);
    else if (name === "if" || name === "block" || name === "loop") this.#open(name, line);
    else if (name === "else") this.#nextArm();
    else if (name === "end") this.#close();
    else if (name === "call") this.#call(operand!);
    else if (name === "drop") this.#pop();
    else if (name === "memory.fill" || name === "memory.copy") this.#popPublic(3, line);
    else if (/\.store/.test(name)) this.#store(line);
    else if (/\.load/.test(name)) this.#load(line);
    else if (name === "select") this.#select(line);
    else if (name === "v128.bitselect") this.#stack.push(this.#popAny(3));
    else if (/^[ifv]\d+(x\d+)?\./.test(name)) this.#stack.push(this.#popAny(UNARY.test(name) ? 1 : 2));
    else throw new Error(`unknown instruction ${line}`);
  }

  finish(results: number): void {
    if (this.#stack.length !== results || this.#blocks.length !== 0)
      throw new Error("the walk lost count of the stack");
  }

  #open(name: string, line: string): void {
    if (name === "if") this.#popPublic(1, line);
    this.#blocks.push({ yields: line.includes("(result"), first: false });
  }
  #nextArm(): void {
    const block = this.#blocks.at(-1)!;
    if (block.yields) block.first = this.#pop();
  }
  #close(): void {
    const block = this.#blocks.pop();
    if (block?.yields) this.#stack.push(this.#pop() || block.first);
  }
  #assign(local: string, keep: boolean): void {
    const secret = this.#pop();
    if (secret) this.#secretLocals.add(local);
    if (keep) this.#stack.push(secret);
  }
  #call(callee: string): void {
    this.callees.add(callee);
    this.#popPublic(this.#functions.get(callee)!.parameters, `call ${callee}`);
  }
  #store(line: string): void {
    this.#pop();
    this.#popPublic(1, line);
  }
  #load(line: string): void {
    this.#popPublic(1, line);
    this.#stack.push(true);
  }
  #select(line: string): void {
    this.#popPublic(1, line);
    this.#stack.push(this.#popAny(2));
  }
}

/** Every place in `name`, and in what it calls, where a loaded value decides something. */
export function secretDecisions(functions: ReadonlyMap<string, WasmFunction>, name: string): string[] {
  const secretLocals = new Set<string>();
  for (;;) {
    const known = secretLocals.size;
    const walk = new Walk(functions, secretLocals);
    for (const line of functions.get(name)!.body) walk.step(line);
    walk.finish(functions.get(name)!.results);
    // Loops carry secrets backwards: walk until no further local turns secret.
    if (secretLocals.size > known) continue;
    return [...walk.violations, ...[...walk.callees].flatMap((callee) => secretDecisions(functions, callee))];
  }
}
