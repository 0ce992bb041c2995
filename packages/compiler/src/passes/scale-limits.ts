import { type ProtectionLevel, VelumError } from "@velum/protocol";

/** What scales are chosen from: public numbers alone, so that they tell nothing else of the weights. */
export interface ScaleDemands {
  readonly protection: ProtectionLevel;
  readonly maxError: number;
  /** Largest absolute output, a power of two. */
  readonly bound: number;
  /** Largest Euclidean norm of what is encrypted of one row. */
  readonly inputNorm: number;
  /** No weights have a larger Euclidean norm together: from the bound, or rounded up to a power of two. */
  readonly weightNorm: number;
}

/** Bits at the end beyond scale and bound: sign and reserve. */
export const RANGE_BITS: number = 2;
/** The widest flooding that can be drawn is of 2^80 integers (PROGRAM_FLOODING): a wide modulus cannot be filled with scale. */
export const FLOODING_BITS: number = 80;
/** The largest bound that a contract can state. */
export const WIDEST: number = 2 ** 40;
/** The flooding of `standard`, and what outputs are rounded to: the largest power of two up to an eighth of the promise. */
export const unitOf = (maxError: number): number => 2 ** Math.floor(Math.log2(maxError / 8));

/** Deviation of a coefficient's error when something is rounded away: r_0 + r_1 s (+ r_2 s^2). */
export function roundingSd(ringDegree: number, parts: 2 | 3): number {
  const weight = (2 * ringDegree) / 3;
  return Math.sqrt((1 + weight + (parts === 3 ? 2 * weight ** 2 : 0)) / 12);
}

/** Ranges of features that no scale serves. */
export const tooWide = (bound: number): VelumError =>
  new VelumError("COMPILE_PRECISION", {
    argument: "schema",
    expected: "narrower ranges of the features",
    got: `outputs up to ${bound}`,
  });
