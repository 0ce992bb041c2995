/**
 * Follows loaded values through a compiled function (finding C9). Whatever comes from memory counts as secret; a secret may
 * be computed with, stored and passed on, but never decide a branch or a `select`, be an address or a length.
 * Reads the linear text format that asc writes. An instruction it does not know is an error, not a pass.
 */

const UNARY =
  /\.(splat|extend\w*|convert\w*|trunc\w*|nearest|floor|ceil|sqrt|abs|neg|not|popcnt|extadd\w*|eqz|clz|ctz|wrap\w*|reinterpret\w*|demote\w*|promote\w*|any_true|all_true|bitmask|extract_lane\w*)\b/;
const IGNORED = /^(nop|return)\b/;

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

interface Block {
  readonly kind: string;
  readonly label: string | undefined;
  readonly yields: boolean;
  /** Secrets where the block was entered, for an `if` without `else`. */
  entry: Set<string>;
  /** Secrets of every way out of the block but falling off its end. */
  readonly exits: Set<string>;
  /** Secrecy of the value that the first arm left. */
  first: boolean;
}

/** Secrets that jumps carry back to the start of each loop, by label. */
type LoopSecrets = Map<string, Set<string>>;

function addAll(to: Set<string>, from: Iterable<string>): void {
  for (const x of from) to.add(x);
}

/** One pass over a body. Locals turn secret and public again as they are assigned; where ways meet, secrets are joined. */
class Walk {
  readonly violations: string[] = [];
  /** What is called, and which of its parameters are secret. */
  readonly calls: { callee: string; secret: boolean[] }[] = [];
  readonly #functions: ReadonlyMap<string, WasmFunction>;
  readonly #loops: LoopSecrets;
  readonly #stack: boolean[] = [];
  readonly #blocks: Block[] = [];
  #secrets: Set<string>;

  constructor(functions: ReadonlyMap<string, WasmFunction>, secrets: Set<string>, loops: LoopSecrets) {
    this.#functions = functions;
    this.#secrets = new Set(secrets);
    this.#loops = loops;
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
    if (name === "local.get") this.#stack.push(this.#secrets.has(operand!));
    else if (name === "local.set" || name === "local.tee") this.#assign(operand!, name === "local.tee");
    // The one global is an address that the engine sets.
    else if (name.endsWith(".const") || name === "global.get") this.#stack.push(false);
    else if (name === "br" || name === "br_if") this.#jump(name, operand!, line);
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

  #open(kind: string, line: string): void {
    if (kind === "if") this.#popPublic(1, line);
    const label = line.match(/\$\S+/)?.[0];
    if (kind === "loop") addAll(this.#secrets, this.#loops.get(label!) ?? []);
    const entry = new Set(this.#secrets);
    this.#blocks.push({ kind, label, yields: line.includes("(result"), entry, exits: new Set(), first: false });
  }
  #nextArm(): void {
    const block = this.#blocks.at(-1)!;
    if (block.yields) block.first = this.#pop();
    addAll(block.exits, this.#secrets);
    this.#secrets = block.entry;
    block.entry = new Set();
  }
  #close(): void {
    const block = this.#blocks.pop()!;
    if (block.yields) this.#stack.push(this.#pop() || block.first);
    if (block.kind === "if") addAll(this.#secrets, block.entry);
    addAll(this.#secrets, block.exits);
  }
  #jump(name: string, label: string, line: string): void {
    if (name === "br_if") this.#popPublic(1, line);
    const target = this.#blocks.findLast((block) => block.label === label);
    if (target === undefined) throw new Error(`no block ${label}`);
    if (target.kind !== "loop") addAll(target.exits, this.#secrets);
    else addAll(this.#loops.get(label) ?? this.#loops.set(label, new Set()).get(label)!, this.#secrets);
  }
  #assign(local: string, keep: boolean): void {
    const secret = this.#pop();
    if (secret) this.#secrets.add(local);
    else this.#secrets.delete(local);
    if (keep) this.#stack.push(secret);
  }
  #call(callee: string): void {
    const { parameters, results } = this.#functions.get(callee)!;
    const secret = Array.from({ length: parameters }, () => this.#pop()).reverse();
    this.calls.push({ callee, secret });
    for (let i = 0; i < results; i++) this.#stack.push(true);
  }
  #store(line: string): void {
    this.#pop();
    this.#popPublic(1, line);
  }
  #load(line: string): void {
    // A lane is loaded into a vector, which lies on the address.
    if (line.includes("_lane")) this.#pop();
    this.#popPublic(1, line);
    this.#stack.push(true);
  }
  #select(line: string): void {
    this.#popPublic(1, line);
    this.#stack.push(this.#popAny(2));
  }
}

/** Every place in `name`, and in what it calls, where a loaded value, or a secret parameter, decides something. */
export function secretDecisions(
  functions: ReadonlyMap<string, WasmFunction>,
  name: string,
  secretParameters: readonly boolean[] = [],
): string[] {
  const { body, results } = functions.get(name)!;
  const secrets = new Set(secretParameters.flatMap((secret, i) => (secret ? [`$${i}`] : [])));
  const loops: LoopSecrets = new Map();
  const size = (): number => [...loops.values()].reduce((sum, set) => sum + set.size, 0);
  for (;;) {
    const known = size();
    const walk = new Walk(functions, secrets, loops);
    for (const line of body) walk.step(line);
    walk.finish(results);
    // Until no loop carries a further secret back to its start.
    if (size() > known) continue;
    const inCallees = walk.calls.flatMap(({ callee, secret }) => secretDecisions(functions, callee, secret));
    return [...walk.violations, ...inCallees];
  }
}
