import type { Interval } from "../passes/input-groups.ts";

/** Coefficients of a polynomial of one variable, from the constant term on. */
export type Coefficients = Float64Array;

/** p(x), by Horner. */
export const evaluate = (coefficients: Coefficients, x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** The coefficients of p(scale x + shift). */
export function substituteLine(coefficients: Coefficients, scale: number, shift: number): Coefficients {
  const result = new Float64Array(coefficients.length);
  for (let k = coefficients.length - 1; k >= 0; k--) {
    // result = result * (scale x + shift) + coefficient k
    for (let i = result.length - 1; i > 0; i--) result[i] = result[i]! * shift + result[i - 1]! * scale;
    result[0] = result[0]! * shift + coefficients[k]!;
  }
  return result;
}

/** Pieces of the interval whose bounds are taken one by one. */
const PIECES = 64;

/**
 * An interval that holds all values of a polynomial on an interval: on each piece they lie between the smallest and the
 * largest coefficient of its Bernstein form (Farouki, "The Bernstein polynomial basis", CAGD 29, 2012).
 */
export function polynomialRange(coefficients: Coefficients, { lo, hi }: Interval): Interval {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const width = (hi - lo) / PIECES;
  for (let piece = 0; piece < PIECES; piece++) {
    for (const value of bernstein(substituteLine(coefficients, width, lo + piece * width))) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return { lo: least, hi: most };
}

/** Bernstein coefficients on [0, 1]. */
function bernstein(coefficients: Coefficients): Float64Array {
  const degree = coefficients.length - 1;
  return coefficients.map((_, i) => {
    let [sum, ratio] = [0, 1];
    for (let j = 0; j <= i; j++) {
      sum += ratio * coefficients[j]!;
      ratio *= (i - j) / (degree - j || 1);
    }
    return sum;
  });
}
