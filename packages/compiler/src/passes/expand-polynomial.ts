import { forEachMonomial, monomialCount } from "@velum/tabular";
import { substituteLine } from "../polynomials/polynomial.ts";
import type { PolynomialNetwork } from "./fit-activation.ts";

/** Outputs as inner products with all monomials of the features of degree 1 to `degree`; of degree 1, with the features. */
export interface LinearForm {
  readonly features: number;
  readonly degree: number;
  readonly outputs: number;
  /** Numbers that the client encrypts for a row. */
  readonly width: number;
  /** outputs x width, row by row, in the order of `expandMonomials`. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

const FACTORIALS: readonly number[] = [1, 1, 2, 6, 24];

/**
 * Multiplies a hidden layer out: p(w x + b) is a sum over monomials, and so is what the output layer makes of it. No monomial
 * is left out, whatever its weight: the list says nothing of weights (A9).
 */
export function expandPolynomial({ features, outputs, degree, hidden, output }: PolynomialNetwork): LinearForm {
  if (hidden === null) {
    const { weights, bias } = output;
    return Object.freeze({ features, degree: 1, outputs, width: features, weights, bias });
  }
  const { affine, neurons } = hidden;
  const width = monomialCount(features, degree);
  const weights = new Float64Array(outputs * width);
  const bias = Float64Array.from(output.bias);
  neurons.forEach(({ polynomial }, k) => {
    const w = affine.weights.subarray(k * features, (k + 1) * features);
    const shifted = substituteLine(polynomial, 1, affine.bias[k]!);
    const factors = Array.from({ length: outputs }, (_, c) => output.weights[c * neurons.length + k]!);
    factors.forEach((factor, c) => {
      bias[c]! += factor * shifted[0]!;
    });
    let at = 0;
    forEachMonomial(features, degree, (indices) => {
      const coefficient = (shifted[indices.length] ?? 0) * coefficientOf(indices, w);
      factors.forEach((factor, c) => {
        weights[c * width + at]! += factor * coefficient;
      });
      at++;
    });
  });
  return Object.freeze({ features, degree, outputs, width, weights, bias });
}

/** What the product of these variables has before it in (w x)^e, e factors: a multinomial coefficient times weights. */
function coefficientOf(indices: readonly number[], w: Float64Array): number {
  let [product, run] = [FACTORIALS[indices.length]!, 0];
  indices.forEach((index, i) => {
    run = i > 0 && indices[i - 1] === index ? run + 1 : 1;
    product *= w[index]! / run;
  });
  return product;
}
