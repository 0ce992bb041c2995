import type { Disclosure } from "@velum/protocol";
import { independentMonomials } from "./encoded-norm.ts";
import type { PolynomialNetwork } from "./fit-activation.ts";
import type { InputRanges } from "./input-groups.ts";

/**
 * How many numbers determine the function, and about how many answers determine those (A2): an affine function of r independent
 * numbers is fixed by r + 1 answers, a quadratic form of 13 by 105. A network with fewer weights than that is determined by as
 * many numbers as it has, and each answer gives one for each output.
 */
export function countDisclosure(
  { outputs, degree, hidden, middle, output }: PolynomialNetwork,
  ranges: InputRanges,
): Disclosure {
  const each = independentMonomials(ranges, degree);
  const weights = hidden === null ? Number.POSITIVE_INFINITY : hidden.affine.outputs * (hidden.affine.inputs + 1);
  const own = [...middle.map(({ affine }) => affine), output].reduce(
    (sum, layer) => sum + layer.weights.length + layer.bias.length,
    weights,
  );
  const effectiveParameters = Math.min(outputs * each, own);
  return Object.freeze({ effectiveParameters, answersThatDetermine: Math.ceil(effectiveParameters / outputs) });
}
