import { OUTPUT_NAME } from "@velum/protocol";

const FORBIDDEN: ReadonlySet<string> = new Set(["constructor", "prototype"]);

/**
 * Names that contracts admit, from those of a file: other characters become `_`, a first one that is no letter gets an `x`
 * before it, and a name that is taken a number behind it.
 */
export function contractNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = contractName(name);
    let free = base;
    for (let i = 2; taken.has(free); i++) free = `${base.slice(0, 60)}_${i}`;
    taken.add(free);
    return free;
  });
}

function contractName(name: string): string {
  if (OUTPUT_NAME.test(name) && !FORBIDDEN.has(name)) return name;
  const replaced = name.replaceAll(/[^A-Za-z0-9_ .-]+/g, "_").replace(/^[_ .-]+/, "");
  const started = /^[A-Za-z]/.test(replaced) ? replaced : `x${replaced}`;
  return FORBIDDEN.has(started) ? `x${started}` : started.slice(0, 64);
}
