import { solveCholesky } from "./cholesky.ts";
import { notConverged } from "./newton.ts";

/** Places where the function is looked at. Above 100, the coefficients hardly move. */
const NODES = 256;

/**
 * The polynomial of this degree nearest to a function on an interval: least squares at Chebyshev's nodes, which is the
 * function's Chebyshev series cut off, and near the smallest largest error (J. Mason, D. Handscomb, "Chebyshev
 * Polynomials", 2003, chapters 5 and 6).
 *
 * @returns degree + 1 coefficients of rising powers
 * @throws {@link ModelError} `TRAINING_NOT_CONVERGED` for an empty interval
 * @example
 * fitPolynomial(Math.tanh, 3, -2, 2); // [0, 0.84, 0, -0.09]
 */
export function fitPolynomial(
  target: (x: number) => number,
  degree: number,
  from: number,
  to: number,
): readonly number[] {
  const size = degree + 1;
  // In the unit of the interval's larger end, so that powers stay near 1 and the equations regular.
  const unit = Math.max(Math.abs(from), Math.abs(to));
  const gram = new Float64Array(size * size);
  const moments = new Float64Array(size);
  for (let node = 0; node < NODES; node++) {
    const x = (from + to) / 2 + ((to - from) / 2) * Math.cos((Math.PI * (node + 0.5)) / NODES);
    const powers = Array.from({ length: size }, (_, power) => (x / unit) ** power);
    powers.forEach((power, i) => {
      moments[i]! += power * target(x);
      for (let j = 0; j <= i; j++) gram[i * size + j]! += power * powers[j]!;
    });
  }
  const coefficients = to > from ? solveCholesky(gram, moments) : undefined;
  if (coefficients === undefined) throw notConverged("an interval of pre-activations", "a point");
  return Array.from(coefficients, (coefficient, power) => coefficient / unit ** power);
}
