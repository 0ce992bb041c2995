import { type ScalarFunction, scalarFunction } from "@velum/model/graph";

/** Names of activations; `silu` is Swish with alpha 1, `other` a function that has no name. */
export type ActivationName =
  | Exclude<ScalarFunction["name"], "not">
  | "square"
  | "polynomial"
  | "silu"
  | "geluTanh"
  | "other";

/** A function of one number between two affine layers. */
export interface Activation {
  readonly name: ActivationName;
  /** Of `polynomial`: from the constant term on. Of a named function: its parameters in the order of its definition. */
  readonly coefficients: readonly number[];
  /** In float64. */
  readonly evaluate: (x: number) => number;
}

export const SQUARE: Activation = Object.freeze({ name: "square", coefficients: [], evaluate: (x: number) => x * x });

/** @param coefficients - from the constant term on */
export function polynomialActivation(coefficients: readonly number[]): Activation {
  const evaluate = (x: number) => coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
  return Object.freeze({ name: "polynomial", coefficients: Object.freeze([...coefficients]), evaluate });
}

/** The activation that a function of a graph is. */
export function namedActivation(description: Exclude<ScalarFunction, { name: "not" }>): Activation {
  const { name, ...parameters } = description;
  const coefficients = Object.values(parameters).filter((value) => typeof value === "number");
  return Object.freeze({ name: activationName(description), coefficients, evaluate: scalarFunction(description) });
}

function activationName(description: Exclude<ScalarFunction, { name: "not" }>): ActivationName {
  if (description.name === "swish" && description.alpha === 1) return "silu";
  if (description.name === "gelu" && description.approximation === "tanh") return "geluTanh";
  return description.name as ActivationName;
}
