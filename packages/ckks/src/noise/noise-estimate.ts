import type { Parameters } from "../parameters/create-parameters.ts";
import type { Level } from "../values/level.ts";

/** What is expected of the noise of a ciphertext. Made by a `NoiseEstimator`. */
export interface NoiseEstimate {
  /** Standard deviation of one coefficient of the noise, in integer units: divide by the scale for units of the message. */
  readonly standardDeviation: number;
  readonly level: Level;
  readonly parts: 2 | 3;
}

/**
 * How far the worst of 10^5 values may lie from the estimate, in standard deviations. Coefficients are sums of thousands of
 * independent terms, hence nearly normal. The noise of a slot is a normal variable times |s(zeta)|, whose square is nearly
 * exponential: its tail falls like exp(-sqrt(2) t), at 16 below 2^-32. Where a three-part ciphertext was rescaled, re-randomised
 * or truncated the factor is |s(zeta)|^2: exp(-1.5 (sqrt(2) t)^(2/3)), at 32 below 2^-27.
 */
export const NOISE_TAILS: Readonly<Record<"coefficients" | "slots" | "threePartSlots", number>> = Object.freeze({
  coefficients: 7,
  slots: 16,
  threePartSlots: 32,
});

/** Freezes an estimate. */
export const createNoiseEstimate = (standardDeviation: number, level: Level, parts: 2 | 3): NoiseEstimate =>
  Object.freeze({ standardDeviation, level, parts });

/**
 * Standard deviation of the real (or imaginary) part of one slot's noise, in integer units: a slot is the sum of N coefficients
 * times points of the unit circle, each real part of mean square 1/2.
 */
export const slotDeviation = ({ ringDegree }: Parameters, estimate: NoiseEstimate): number =>
  estimate.standardDeviation * Math.sqrt(ringDegree / 2);
