import { sigmoid } from "@velum/tabular";
import { evaluatePolynomial } from "./mlp-model.ts";

/** A differentiable function of one number. */
export interface Activation {
  value(z: number): number;
  slope(z: number): number;
}

/** Functions that a polynomial may stand for. */
export const smoothActivations: Readonly<Record<"silu" | "relu" | "tanh", Activation>> = {
  silu: {
    value: (z) => z * sigmoid(z),
    slope: (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))),
  },
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
};

/** The coefficients of the square, of rising powers. */
export const SQUARE: readonly number[] = Object.freeze([0, 0, 1]);

/**
 * The polynomial with these coefficients, of rising powers.
 *
 * @example
 * polynomialActivation([0, 0, 1]).slope(3); // 6
 */
export function polynomialActivation(coefficients: readonly number[]): Activation {
  const derivative = coefficients.slice(1).map((coefficient, index) => coefficient * (index + 1));
  return {
    value: (z) => evaluatePolynomial(coefficients, z),
    slope: (z) => evaluatePolynomial(derivative, z),
  };
}
