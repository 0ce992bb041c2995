import { forEachMonomial } from "@velum/tabular";
import type { AffineLayer } from "../network/layers.ts";
import type { LinearForm } from "./expand-polynomial.ts";
import { neuronRange, type PolynomialNetwork } from "./fit-activation.ts";
import { affineInterval, type InputRanges, type Interval, sizeOf } from "./input-groups.ts";

/** What ranges say of the outputs; everything but `largest` is public. */
export interface ProvedRange {
  /** Largest absolute output over all rows that the schema admits. Depends on the weights: stays in the report. */
  readonly largest: number;
  /** The same, rounded up to a power of two of at least 1: all that the contract tells of it (A9). */
  readonly bound: number;
}

/** Float rounding of the sums, generously. */
const OUTWARD: number = 1 + 2 ** -20;

/**
 * Interval arithmetic from the schema through preprocessing and layers, and once more monomial by monomial: either bounds the
 * outputs, the narrower one holds.
 * @param form - the same network, multiplied out; null where it was not
 */
export function proveRange(network: PolynomialNetwork, form: LinearForm | null, ranges: InputRanges): ProvedRange {
  const proofs = [throughLayers(network, ranges), ...(form === null ? [] : [throughMonomials(form, ranges)])];
  const largest = Math.min(...proofs) * (network.hidden === null ? 1 : OUTWARD);
  return Object.freeze({ largest, bound: 2 ** Math.max(0, Math.ceil(Math.log2(largest * OUTWARD))) });
}

function throughLayers({ hidden, middle, output, outputs }: PolynomialNetwork, ranges: InputRanges): number {
  const { inputs, weights, bias } = output;
  const values = (middle.at(-1) ?? hidden)?.neurons.map(neuronRange);
  const ends = Array.from({ length: outputs }, (_, c): Interval => {
    const own = weights.subarray(c * inputs, (c + 1) * inputs);
    return values === undefined ? affineInterval(own, bias[c]!, ranges) : sumOfIntervals(own, bias[c]!, values);
  });
  return Math.max(...ends.map(sizeOf));
}

/** All values of each output of a layer, its inputs taken as independent. */
export const affineIntervals = (
  { inputs, outputs, weights, bias }: AffineLayer,
  values: readonly Interval[],
): readonly Interval[] =>
  Array.from({ length: outputs }, (_, row) =>
    sumOfIntervals(weights.subarray(row * inputs, (row + 1) * inputs), bias[row]!, values),
  );

/** All squares of an interval's values. */
export const squared = (interval: Interval): Interval => power(interval, 2);

function sumOfIntervals(weights: Float64Array, bias: number, values: readonly Interval[]): Interval {
  let [lo, hi] = [bias, bias];
  values.forEach((value, k) => {
    const ends = [weights[k]! * value.lo, weights[k]! * value.hi];
    lo += Math.min(...ends);
    hi += Math.max(...ends);
  });
  return { lo, hi };
}

/** Monomials as if they were independent: of one variable, powers; of several, products of intervals. */
function throughMonomials(form: LinearForm, { intervals }: InputRanges): number {
  const { features, degree, outputs, width, weights, bias } = form;
  if (degree === 1) return Number.POSITIVE_INFINITY;
  const [lo, hi] = [Float64Array.from(bias), Float64Array.from(bias)];
  let at = 0;
  forEachMonomial(features, degree, (indices) => {
    const range = monomialInterval(indices, intervals);
    for (let c = 0; c < outputs; c++) {
      const weight = weights[c * width + at]!;
      lo[c]! += Math.min(weight * range.lo, weight * range.hi);
      hi[c]! += Math.max(weight * range.lo, weight * range.hi);
    }
    at++;
  });
  return Math.max(...lo.map(Math.abs), ...hi.map(Math.abs));
}

function monomialInterval(indices: readonly number[], intervals: readonly Interval[]): Interval {
  let product: Interval = { lo: 1, hi: 1 };
  for (let i = 0; i < indices.length; ) {
    let exponent = 0;
    const variable = indices[i]!;
    while (indices[i] === variable) [i, exponent] = [i + 1, exponent + 1];
    product = times(product, power(intervals[variable]!, exponent));
  }
  return product;
}

function power({ lo, hi }: Interval, exponent: number): Interval {
  const [a, b] = [lo ** exponent, hi ** exponent];
  if (exponent % 2 === 0 && lo < 0 && hi > 0) return { lo: 0, hi: Math.max(a, b) };
  return { lo: Math.min(a, b), hi: Math.max(a, b) };
}

function times(a: Interval, b: Interval): Interval {
  const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  return { lo: Math.min(...products), hi: Math.max(...products) };
}
