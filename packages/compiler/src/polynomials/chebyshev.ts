import type { Interval } from "../passes/input-groups.ts";

/** A polynomial as a sum of Chebyshev polynomials of the variable that runs from -1 to 1 over an interval. */
export interface ChebyshevSeries {
  readonly interval: Interval;
  /** Of T_0, T_1, … */
  readonly coefficients: Float64Array;
}

/** The series at x, by Clenshaw's recurrence, which is stable at any degree. */
export function evaluateSeries({ interval: { lo, hi }, coefficients }: ChebyshevSeries, x: number): number {
  const u = (2 * x - lo - hi) / (hi - lo);
  let [above, current] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k--) {
    [above, current] = [current, 2 * u * current - above + coefficients[k]!];
  }
  return u * current - above + coefficients[0]!;
}

/** Points between which a series is bounded by its second derivative. */
const PIECES = 1024;

/**
 * An interval that holds all values of a series on another interval: the values on a grid, and what a function can do beyond both
 * ends of a piece of width h, h^2 / 8 times the largest second derivative. |T_k''| is largest at the ends, and outside of [-1, 1] it grows.
 */
export function seriesRange(series: ChebyshevSeries, { lo, hi }: Interval): Interval {
  const { interval, coefficients } = series;
  const radius = (interval.hi - interval.lo) / 2;
  const centre = (interval.hi + interval.lo) / 2;
  const far = Math.max(1, Math.abs(lo - centre) / radius, Math.abs(hi - centre) / radius);
  const bends = secondDerivatives(far, coefficients.length);
  const bend = coefficients.reduce((sum, coefficient, k) => sum + Math.abs(coefficient) * bends[k]!, 0);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i <= PIECES; i++) {
    const value = evaluateSeries(series, lo + ((hi - lo) * i) / PIECES);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const slack = (((hi - lo) / PIECES / radius) ** 2 / 8) * bend;
  return { lo: least - slack, hi: most + slack };
}

/** T_k''(u) for u >= 1 and each k below a number, by differentiating the recurrence T_k+1 = 2 u T_k - T_k-1 twice. */
function secondDerivatives(u: number, count: number): Float64Array {
  const [value, slope, bend] = [0, 1, 2].map(() => new Float64Array(Math.max(2, count))) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  value.set([1, u]);
  slope[1] = 1;
  for (let k = 2; k < count; k++) {
    value[k] = 2 * u * value[k - 1]! - value[k - 2]!;
    slope[k] = 2 * value[k - 1]! + 2 * u * slope[k - 1]! - slope[k - 2]!;
    bend[k] = 4 * slope[k - 1]! + 2 * u * bend[k - 1]! - bend[k - 2]!;
  }
  return bend;
}

/**
 * The same polynomial in products of doubled Chebyshev polynomials of powers of two. With x = 2u and D_j(x) = 2 T_{2^j}(x / 2), so
 * that D_{j+1} = D_j^2 - 2 without any factor, entry n is the coefficient of the product of D_j over the binary digits j of n.
 * T_{m+i} = 2 T_m T_i - T_{m-i} divides by one power of two after the other.
 */
export function productBasis(coefficients: Float64Array): Float64Array {
  const result = Float64Array.from(coefficients);
  divide(result, 0, result.length);
  return result.map((value, n) => value / 2 ** countDigits(n));
}

/** Coefficients of T_0 … in `size` places from a place on, divided in place by the largest power of two among them, both parts further. */
function divide(values: Float64Array, from: number, size: number): void {
  if (size <= 1) return;
  const m = 2 ** Math.floor(Math.log2(size - 1));
  for (let i = 1; m + i < size; i++) {
    const at = from + m + i;
    values[from + m - i]! -= values[at]!;
    values[at]! *= 2;
  }
  divide(values, from, m);
  divide(values, from + m, size - m);
}

/** Ones among the binary digits. */
export function countDigits(n: number): number {
  let count = 0;
  for (let rest = n; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}
