import type { Context, Parameters } from "@velum/ckks";
import { Engine } from "../packages/ckks/src/engine/engine.ts";
import type { KernelExports } from "../packages/ckks/src/engine/kernel-exports.ts";
import { loadKernels } from "../packages/ckks/src/engine/load-kernels.ts";
import { Ring } from "../packages/ckks/src/engine/ring.ts";
import { operationsOf } from "./operations.ts";

/** Kernels by what they do; every other kernel counts as "other". */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  NTTs: ["ntt", "intt"],
  products: ["multiply", "multiplyAdd", "multiplyFixed", "innerProduct", "innerProductPair"],
  lifts: ["centredLift", "convertBasis", "subMultiplyScalar", "multiplyScalar", "multiplyScalarAdd"],
  sampling: ["sampleUniform", "sampleTernary", "sampleBinomial", "signedToResidues"],
  encoder: ["slotsToCoefficients", "coefficientsToSlots", "scaleFloats", "floatsToResidues", "residuesToFloats"],
};
const COLUMNS: readonly string[] = [...Object.keys(GROUPS), "other kernels", "outside kernels"];
const groupOf = (kernel: string): string =>
  Object.entries(GROUPS).find(([, kernels]) => kernels.includes(kernel))?.[0] ?? "other kernels";

/** Operations of single kernels need no profile. */
const NOT_PROFILED: ReadonlySet<string> = new Set(["ntt", "intt"]);
const ROUNDS = 40;

/**
 * Where the time of each operation goes, as a table: the fastest of 40 runs whose kernels are timed one by one. What is outside
 * kernels is copies between JavaScript and WebAssembly memory, allocation, seeds and the calls themselves.
 */
export async function profileTable(parameters: Parameters): Promise<string> {
  const spent = new Map<string, number>();
  const operations = operationsOf(await timedContext(parameters, spent));
  const rows = Object.entries(operations)
    .filter(([name]) => !NOT_PROFILED.has(name))
    .map(([name, run]) => `| \`${name}\` | ${shares(run, spent).map(percent).join(" | ")} |`);
  return [`| case | ${COLUMNS.join(" | ")} |`, `| --- |${COLUMNS.map(() => " ---: |").join("")}`, ...rows, ""].join(
    "\n",
  );
}

async function timedContext(parameters: Parameters, spent: Map<string, number>): Promise<Context> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
  const timed = Object.entries(await loadKernels(memory)).map(([name, kernel]) => {
    const group = groupOf(name);
    return [
      name,
      (...args: readonly never[]) => {
        const start = performance.now();
        const result = (kernel as (...args: readonly never[]) => unknown)(...args);
        spent.set(group, (spent.get(group) ?? 0) + performance.now() - start);
        return result;
      },
    ];
  });
  const engine = new Engine(memory, Object.fromEntries(timed) as KernelExports);
  return { parameters, ring: new Ring(engine, parameters) };
}

/** For each column its share of the fastest run. */
function shares(run: () => unknown, spent: Map<string, number>): readonly number[] {
  const [fastest] = Array.from({ length: ROUNDS }, () => {
    spent.clear();
    const start = performance.now();
    run();
    const total = performance.now() - start;
    const inside = [...spent.values()].reduce((sum, time) => sum + time, 0);
    return { total, parts: new Map(spent).set("outside kernels", total - inside) };
  }).sort((a, b) => a.total - b.total);
  const { total, parts } = fastest!;
  return COLUMNS.map((column) => (parts.get(column) ?? 0) / total);
}

const percent = (share: number): string => (share < 0.005 ? "" : `${Math.round(100 * share)} %`);
