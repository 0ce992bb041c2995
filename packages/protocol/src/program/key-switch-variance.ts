import { createNoiseEstimate, createNoiseEstimator, type Parameters, toLevel } from "@velum/ckks";

/** Variance of a coefficient's error from one key at a level, in the integers left after the division by P; without its rounding. */
export function keySwitchVariance(parameters: Parameters, level: number): number {
  const nothing = createNoiseEstimate(0, toLevel(level, parameters.maxLevel), 2);
  const noise = createNoiseEstimator(parameters);
  // What a rotation adds, less the rounding that a division by any prime adds as well.
  const rounding = (1 + (2 * parameters.ringDegree) / 3) / 12;
  return noise.rotate(nothing).standardDeviation ** 2 - rounding;
}
