import { erf } from "./erf.ts";

/** A function of one number, applied to each element. Definitions are those of the ONNX operators of the same name. */
export type ScalarFunction =
  | {
      readonly name:
        | "neg"
        | "abs"
        | "sqrt"
        | "exp"
        | "log"
        | "reciprocal"
        | "erf"
        | "relu"
        | "sigmoid"
        | "tanh"
        | "softplus"
        | "softsign"
        | "mish"
        | "not";
    }
  | { readonly name: "elu" | "leakyRelu" | "swish"; readonly alpha: number }
  | { readonly name: "hardSigmoid" | "hardSwish"; readonly alpha: number; readonly beta: number }
  | { readonly name: "gelu"; readonly approximation: "none" | "tanh" }
  | { readonly name: "clip"; readonly min: number; readonly max: number };

export type ScalarFunctionName = ScalarFunction["name"];

/** The function itself, in float64. */
export function scalarFunction(description: ScalarFunction): (x: number) => number {
  switch (description.name) {
    case "elu":
      return (x) => (x < 0 ? description.alpha * Math.expm1(x) : x);
    case "leakyRelu":
      return (x) => (x < 0 ? description.alpha * x : x);
    case "swish":
      return (x) => x * sigmoid(description.alpha * x);
    case "hardSigmoid":
      return (x) => ramp(description.alpha * x + description.beta);
    case "hardSwish":
      return (x) => x * ramp(description.alpha * x + description.beta);
    case "gelu":
      return description.approximation === "tanh" ? geluByTanh : gelu;
    case "clip":
      return (x) => Math.min(Math.max(x, description.min), description.max);
    default:
      return FUNCTIONS[description.name];
  }
}

const FUNCTIONS = {
  neg: (x: number) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  reciprocal: (x: number) => 1 / x,
  erf,
  relu: (x: number) => Math.max(x, 0),
  sigmoid,
  tanh: Math.tanh,
  softplus,
  softsign: (x: number) => x / (1 + Math.abs(x)),
  mish: (x: number) => x * Math.tanh(softplus(x)),
  not: (x: number) => (x === 0 ? 1 : 0),
} as const;

function ramp(x: number): number {
  return Math.max(0, Math.min(1, x));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

function geluByTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}
