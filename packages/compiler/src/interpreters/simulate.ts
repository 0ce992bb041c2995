import { type BundlePlan, estimateNoise, type NoiseSource, valueNoise } from "@velum/protocol";
import { createShuffleRandom, type ShuffleRandom } from "@velum/tabular";
import { outputsOf, type ReadConstant, walkRow } from "./walk-row.ts";

/** What is computed and not drawn: weights and biases are rounded as they are encoded. */
const EXACT: ReadonlySet<NoiseSource> = new Set(["weight encoding", "bias encoding"]);

/** A constant as it is encoded: the nearest multiple of 1 / scale. */
const encoded: ReadConstant = (value, scale) => Math.round(value * scale) / scale;

/**
 * What the encrypted plan would answer, without encryption: weights rounded exactly as they are encoded, everything else a
 * normal error of the deviation that `estimateNoise` predicts, the answer rounded as the client rounds it. A thousand rows take
 * milliseconds. It shows what precision to expect, and hides no mistake of the real path: only encrypted answers do that.
 *
 * @param rows - behind the contract's preprocessing, at least one
 * @param seed - an integer from 0 to 2^32 - 1; the same seed gives the same errors
 * @example const outputs = simulate(bundle.plans[0], rows, 7);
 */
export function simulate(plan: BundlePlan, rows: readonly Float64Array[], seed: number): readonly Float64Array[] {
  const walks = rows.map((x) => walkRow(plan, x, encoded));
  const deviations = outputDeviations(plan, walks);
  const random = createShuffleRandom(seed);
  const { roundingStep } = plan.summary.precision;
  return walks.map((values) =>
    outputsOf(plan, values).map((value, k) => {
      const noisy = value + deviations[k]! * normal(random);
      return Math.round(noisy / roundingStep) * roundingStep;
    }),
  );
}

/** What rounding the weights alone does to one row: the part of the error that depends on the row. */
export const roundedWeights = (plan: BundlePlan, x: Float64Array): Float64Array =>
  outputsOf(plan, walkRow(plan, x, encoded));

/** Of each output, in its own units. */
function outputDeviations({ program: verified }: BundlePlan, walks: readonly (readonly Float64Array[])[]): number[] {
  const { program, states, tensors, parameters } = verified;
  const sizes = (node: number): number =>
    Math.sqrt(walks.reduce((sum, values) => sum + values[node]![0]! ** 2, 0) / walks.length);
  const budgets = estimateNoise(program, states, tensors, parameters, { inputNorm: 0, sizes });
  return program.nodes.flatMap((node, id) => {
    if (node.kind !== "output") return [];
    const drawn = new Map(Array.from(budgets[id]!).filter(([source]) => !EXACT.has(source)));
    const deviation = valueNoise(program, parameters, drawn) / states[id]!.scale;
    return Array.from(walks[0]![id]!, () => deviation);
  });
}

/** Box and Muller, from two uniform numbers. */
function normal(random: ShuffleRandom): number {
  const [u, v] = [(random.below(2 ** 32) + 1) / 2 ** 32, random.below(2 ** 32) / 2 ** 32];
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}
