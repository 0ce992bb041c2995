import { CkksError } from "../errors.ts";

/** The factor between a real value and its integer in the polynomial: an exact float64 of at least 1. */
export type Scale = number & { readonly __brand: "Scale" };

/**
 * Checks a scale: finite, at least 1 (which refuses NaN, infinities, negatives and denormals), at most 2^900.
 * @throws CkksError SCALE_INVALID
 * @example toScale(2 ** 40)
 */
export function toScale(value: number): Scale {
  if (!(value >= 1 && value <= 2 ** 900)) {
    throw new CkksError("SCALE_INVALID", `"scale" expected a finite number from 1 to 2^900, got ${String(value)}`);
  }
  return value as Scale;
}

/**
 * Scales multiply and divide in float64, so equal scales may differ in the last bits: within 2^-40 they count as equal,
 * which changes a value by less than 10^-12 of itself.
 */
export const sameScale = (a: number, b: number): boolean => Math.abs(a - b) <= a * 2 ** -40;

/** @throws CkksError SCALE_MISMATCH, naming both. */
export function checkSameScale(a: Scale, b: Scale): void {
  if (!sameScale(a, b)) {
    throw new CkksError(
      "SCALE_MISMATCH",
      `operands expected equal scales, got 2^${Math.log2(a)} and 2^${Math.log2(b)}`,
    );
  }
}
