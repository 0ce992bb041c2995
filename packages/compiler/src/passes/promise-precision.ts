import {
  estimateNoise,
  type NoiseSource,
  type PrecisionPromise,
  totalNoise,
  VelumError,
  type VerifiedProgram,
} from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";
import type { DotScales } from "./choose-scales.ts";

/** The promise, and where the error comes from. */
export interface PrecisionBudget {
  readonly promise: PrecisionPromise;
  /** Standard deviation by source, in units of the output. */
  readonly sources: Readonly<Partial<Record<NoiseSource, number>>>;
  readonly rms: number;
  /** What the promise must cover: tail times rms, and half a rounding step. */
  readonly worst: number;
}

/** Coefficient errors stay within 7 times their rms, key by key (measured; docs/performance.md). */
export const TAIL = 7;

/**
 * Predicts the error of the outputs and compares it with the promise.
 * @throws VelumError COMPILE_PRECISION
 */
export function promisePrecision(
  verified: VerifiedProgram,
  model: CheckedModel,
  scales: DotScales,
  inputNorm: number,
): PrecisionBudget {
  const { program, states, tensors, parameters } = verified;
  const noise = estimateNoise(program, states, tensors, parameters, { inputNorm });
  const { scale } = states.at(-1)!;
  const budget = noise.at(-1)!;
  const rms = totalNoise(budget) / scale;
  const worst = TAIL * rms + scales.roundingStep / 2;
  const { maxError } = model.options;
  if (worst > maxError) {
    throw new VelumError("COMPILE_PRECISION", {
      argument: "maxError",
      expected: `at least ${worst.toPrecision(3)} for these ranges`,
      got: String(maxError),
    });
  }
  return Object.freeze({
    promise: Object.freeze({ maxError, roundingStep: scales.roundingStep }),
    sources: Object.freeze(Object.fromEntries(Array.from(budget, ([source, sd]) => [source, sd / scale]))),
    rms,
    worst,
  });
}
