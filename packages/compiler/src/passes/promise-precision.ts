import {
  estimateNoise,
  type NoiseAssumptions,
  type NoiseSource,
  type PrecisionPromise,
  type Program,
  totalNoise,
  VelumError,
  type VerifiedProgram,
  valueNoise,
  valueOrder,
} from "@velum/protocol";

/** The promise, and where the error comes from. */
export interface PrecisionBudget {
  readonly promise: PrecisionPromise;
  /** Standard deviation by source, in units of the output. */
  readonly sources: Readonly<Partial<Record<NoiseSource, number>>>;
  readonly rms: number;
  /** What the promise must cover: tails of the sources, and half a rounding step. */
  readonly worst: number;
}

/** Coefficient errors stay within 7 times their rms, key by key (measured; docs/performance.md). */
export const TAIL = 7;
/** In slots, what meets the secret follows its size in each slot: within 16 times its rms (measured). */
const SLOT_TAIL = 16;
/** The same behind two layers of squares, where rows with large values stand out (measured). */
const DEEP_SLOT_TAIL = 25;
/** Errors that meet the secret: masks of the zero, and what is rounded away of the parts that decryption multiplies by it. */
const KEYED: readonly NoiseSource[] = ["zero", "rescaling", "dropping", "truncation"];

/** The released coefficients of a subring are as few and as nearly normal as those of `dot`. */
function keyedTail(program: Program): number {
  if (valueOrder(program) !== "slots" || program.layout !== "columns") return TAIL;
  return program.nodes.some(({ kind }) => kind === "relinearizeRescale") ? DEEP_SLOT_TAIL : SLOT_TAIL;
}

/**
 * Predicts the error of the outputs and compares it with the promise.
 * @throws VelumError COMPILE_PRECISION
 */
export function promisePrecision(
  verified: VerifiedProgram,
  assumptions: NoiseAssumptions,
  { maxError, roundingStep }: PrecisionPromise,
): PrecisionBudget {
  const { program, states, tensors, parameters } = verified;
  const noise = estimateNoise(program, states, tensors, parameters, assumptions);
  // The outputs of a plan are alike but for their weights: the noisiest counts.
  const outputs = program.nodes.flatMap((node, id) => (node.kind === "output" ? [id] : []));
  const id = outputs.reduce((most, other) => (totalNoise(noise[other]!) > totalNoise(noise[most]!) ? other : most));
  const budget = noise[id]!;
  const { scale } = states[id]!;
  const factor = valueNoise(program, parameters, budget) / totalNoise(budget) / scale;
  const rms = totalNoise(budget) * factor;
  const tails = Array.from(
    budget,
    ([source, sd]) => sd * factor * (KEYED.includes(source) ? keyedTail(program) : TAIL),
  );
  const worst = Math.hypot(...tails) + roundingStep / 2;
  if (worst > maxError) {
    throw new VelumError("COMPILE_PRECISION", {
      argument: "maxError",
      expected: `at least ${worst.toPrecision(3)} for these ranges`,
      got: String(maxError),
    });
  }
  return Object.freeze({
    promise: Object.freeze({ maxError, roundingStep }),
    sources: Object.freeze(Object.fromEntries(Array.from(budget, ([source, sd]) => [source, sd * factor]))),
    rms,
    worst,
  });
}
