import type { Interval } from "../passes/input-groups.ts";
import { type Coefficients, substituteLine } from "./polynomial.ts";

/**
 * Share of the weight that lies on Chebyshev nodes over the whole interval, against that of the samples. Measured on the
 * fixtures, a fiftieth instead of a five-hundredth: errors on the data grow by half, those beside them shrink to a third.
 */
const NODE_WEIGHT = 0.002;
const NODES = 64;

/**
 * The polynomial of a degree that is nearest to a function by weighted least squares: at samples, which show where it is
 * used, and at Chebyshev nodes over the interval. In the basis of Chebyshev polynomials the equations are well conditioned.
 * @param samples - values inside the interval
 * @returns coefficients from the constant term on
 */
export function fitPolynomial(
  f: (x: number) => number,
  interval: Interval,
  samples: readonly number[],
  degree: number,
): Coefficients {
  const [centre, radius] = [(interval.lo + interval.hi) / 2, (interval.hi - interval.lo) / 2];
  return substituteLine(powers(fitSeries(f, interval, samples, degree)), 1 / radius, -centre / radius);
}

/** Coefficients for twenty samples each: with fewer samples nodes weigh more, since these say little of what is between them. */
const CROWDED = 20;

/** The weight of the nodes for so many coefficients and samples. */
export const nodeWeight = (size: number, samples: number): number =>
  Math.min(0.5, Math.max(NODE_WEIGHT, size / (CROWDED * samples)));

/** The same polynomial as a Chebyshev series over the interval, which keeps its digits at high degrees. */
export function fitSeries(
  f: (x: number) => number,
  { lo, hi }: Interval,
  samples: readonly number[],
  degree: number,
  onNodes: number = NODE_WEIGHT,
): Float64Array {
  const [centre, radius] = [(lo + hi) / 2, (hi - lo) / 2];
  const size = degree + 1;
  const [matrix, right] = [new Float64Array(size * size), new Float64Array(size)];
  const add = (x: number, weight: number): void => {
    const basis = chebyshev((x - centre) / radius, size);
    const y = f(x);
    for (let row = 0; row < size; row++) {
      right[row]! += weight * basis[row]! * y;
      for (let column = 0; column < size; column++)
        matrix[row * size + column]! += weight * basis[row]! * basis[column]!;
    }
  };
  for (const sample of samples) add(sample, (1 - onNodes) / samples.length);
  for (let i = 0; i < NODES; i++) add(centre + radius * Math.cos((Math.PI * (i + 0.5)) / NODES), onNodes / NODES);
  return solve(matrix, right);
}

/** T_0(u) to T_{size-1}(u). */
function chebyshev(u: number, size: number): Float64Array {
  const values = new Float64Array(size).fill(1);
  if (size > 1) values[1] = u;
  for (let k = 2; k < size; k++) values[k] = 2 * u * values[k - 1]! - values[k - 2]!;
  return values;
}

/** A Chebyshev series as powers of u. */
function powers(series: Float64Array): Coefficients {
  const size = series.length;
  const result = new Float64Array(size);
  let [before, current] = [unit(size, 0), unit(size, 1)];
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) result[i]! += series[k]! * before[i]!;
    const next = current.map((_, i) => 2 * (current[i - 1] ?? 0) - before[i]!);
    [before, current] = [current, next];
  }
  return result;
}

const unit = (size: number, at: number): Float64Array => new Float64Array(size).map((_, i) => Number(i === at));

/** A symmetric positive definite system, by Gaussian elimination, which needs no pivot there. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row * size + column]! / matrix[column * size + column]!;
      for (let k = column; k < size; k++) matrix[row * size + k]! -= factor * matrix[column * size + k]!;
      right[row]! -= factor * right[column]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) right[row]! -= matrix[row * size + k]! * right[k]!;
    right[row]! /= matrix[row * size + row]!;
  }
  return right;
}
