import type { AffineLayer } from "../../network/layers.ts";
import { type Coefficients, substituteLine } from "../../polynomials/polynomial.ts";
import type { Neuron, PolynomialLayer } from "../fit-activation.ts";

/** A hidden layer whose values run about from -1 to 1, and outputs as sums of quartic or cubic polynomials of them. */
export interface QuarticNetwork {
  readonly layer: AffineLayer;
  readonly degree: 3 | 4;
  readonly outputs: number;
  /** Of hidden value u_k in output c, from u on: entry e - 1 of list c * (hidden values) + k is that of u^e. */
  readonly coefficients: readonly Float64Array[];
  readonly bias: Float64Array;
}

/**
 * Each hidden value in units of half the interval where its polynomial was fitted, measured from its middle: powers keep their digits
 * there, whatever the interval.
 * @param hidden - polynomials of degree 3 or 4
 */
export function quarticNetwork({ affine, neurons }: PolynomialLayer, output: AffineLayer): QuarticNetwork {
  const lines = neurons.map(({ fitted: { lo, hi } }) => ({ radius: (hi - lo) / 2, centre: (hi + lo) / 2 }));
  const powers = neurons.map((neuron, k) => inUnits(neuron, lines[k]!));
  const { inputs, outputs, weights, bias } = output;
  return Object.freeze({
    layer: Object.freeze({
      ...affine,
      weights: affine.weights.map((weight, i) => weight / lines[Math.floor(i / affine.inputs)]!.radius),
      bias: affine.bias.map((value, k) => (value - lines[k]!.centre) / lines[k]!.radius),
    }),
    degree: (powers[0]!.length - 1) as 3 | 4,
    outputs,
    coefficients: Array.from({ length: outputs * inputs }, (_, i) =>
      powers[i % inputs]!.slice(1).map((p) => p * weights[i]!),
    ),
    bias: bias.map((value, c) =>
      powers.reduce((sum, [constant], k) => sum + constant! * weights[c * inputs + k]!, value),
    ),
  });
}

/** The polynomial of u, for z = radius u + centre. */
function inUnits(
  { polynomial, basis }: Neuron,
  { radius, centre }: { readonly radius: number; readonly centre: number },
): Coefficients {
  return basis === undefined ? substituteLine(polynomial, radius, centre) : inPowers(polynomial);
}

/** A short Chebyshev series in powers: T_2 = 2 u^2 - 1, T_3 = 4 u^3 - 3 u, T_4 = 8 u^4 - 8 u^2 + 1. */
function inPowers([c0 = 0, c1 = 0, c2 = 0, c3 = 0, ...rest]: Coefficients): Coefficients {
  const [c4 = 0] = rest;
  const powers = [c0 - c2 + c4, c1 - 3 * c3, 2 * c2 - 8 * c4, 4 * c3, 8 * c4];
  return Float64Array.from(powers.slice(0, 4 + rest.length));
}
