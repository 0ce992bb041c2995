import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** What each package may import of ours. `ckks/secret` is the entry that holds secret keys. The table of the design. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ckks: [],
  tabular: [],
  protocol: ["ckks", "tabular"],
  model: ["tabular"],
  compiler: ["model", "model/graph", "model/onnx", "tabular", "protocol", "ckks"],
  evaluator: ["protocol", "ckks"],
  client: ["protocol", "tabular", "ckks", "ckks/secret"],
  server: ["evaluator", "protocol", "ckks", "ckks/threads"],
  // The page. The model in the clear is for demonstration data alone, and loaded when it is asked for.
  web: ["client", "protocol", "tabular", "model/onnx", "model/run"],
  cli: [
    "ckks",
    "ckks/secret",
    "tabular",
    "protocol",
    "model",
    "model/graph",
    "model/onnx",
    "compiler",
    "evaluator",
    "client",
    "server",
  ],
};

/** Packages that must run in a browser and carry no dependency from outside. */
const WITHOUT_DEPENDENCIES: ReadonlySet<string> = new Set(["ckks", "tabular", "protocol", "client"]);

const IMPORT = /(?:\bfrom\s+|\bimport\s+|\bimport\s*\(\s*)["']([^"']+)["']/g;

/** One import that the table does not allow. */
export interface Violation {
  readonly file: string;
  readonly imported: string;
  readonly reason: string;
}

/** The module names that a source text imports, dynamic and re-exported ones included. */
export const importsOf = (source: string): readonly string[] => [...source.matchAll(IMPORT)].map((match) => match[1]!);

/** Judges one import of a file of a package. */
export function judgeImport(packageName: string, imported: string): string | undefined {
  if (imported.startsWith("@velum/")) {
    const target = imported.slice("@velum/".length);
    return target === packageName || ALLOWED[packageName]?.includes(target)
      ? undefined
      : `${packageName} may import ${ALLOWED[packageName]?.join(", ") || "nothing of ours"}`;
  }
  if (imported.startsWith(".")) return undefined;
  return WITHOUT_DEPENDENCIES.has(packageName) ? `${packageName} has no dependency from outside` : undefined;
}

/** Checks every import of the product's sources (tests may import what they like) under `root`. */
export function checkBoundaries(root: string): readonly Violation[] {
  const violations: Violation[] = [];
  for (const packageName of Object.keys(ALLOWED)) {
    const sources = join(root, "packages", packageName, "src");
    for (const file of sourceFiles(sources)) {
      for (const imported of importsOf(readFileSync(file, "utf8"))) {
        const reason = judgeImport(packageName, imported) ?? judgeRelative(file, imported, sources);
        if (reason !== undefined) violations.push({ file: relative(root, file), imported, reason });
      }
    }
  }
  return [...violations, ...secretReach(root)];
}

function judgeRelative(file: string, imported: string, sources: string): string | undefined {
  if (!imported.startsWith(".")) return undefined;
  if (imported.includes("/test-support/")) return "test support is for tests alone";
  return resolve(dirname(file), imported).startsWith(sources)
    ? undefined
    : "relative imports stay inside the package's src";
}

/** The public entry of ckks must not reach a file of its secret half, by any path of imports. */
function secretReach(root: string): readonly Violation[] {
  const sources = join(root, "packages/ckks/src");
  const seen = new Set<string>();
  const queue = [join(sources, "index.ts")];
  const violations: Violation[] = [];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const imported of importsOf(readFileSync(file, "utf8")).filter((name) => name.startsWith("."))) {
      const target = resolve(dirname(file), imported);
      if (target.startsWith(join(sources, "secret"))) {
        violations.push({ file: relative(root, file), imported, reason: "the public entry reaches the secret half" });
      } else queue.push(target);
    }
  }
  return violations;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .filter((name) => !name.startsWith("generated") && !name.startsWith("test-support"))
    .map((name) => join(folder, name));
}
