import { ModelError } from "../model-error.ts";

/**
 * What a layer does to each of its sums: nothing, or a polynomial with these coefficients, of rising powers. The square
 * is `[0, 0, 1]`. Nothing else can be computed under encryption without a table or a comparison.
 */
export type MlpActivation =
  | { readonly kind: "identity" }
  | { readonly kind: "polynomial"; readonly coefficients: readonly number[] };

/** One layer: `activation(weights · x + bias)`. */
export interface MlpLayer {
  /** Row-major, outputs x inputs. */
  readonly weights: Float64Array;
  /** One number an output. */
  readonly bias: Float64Array;
  readonly activation: MlpActivation;
}

/** The parts of a net. */
export interface MlpModelParts {
  readonly featureNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly layers: readonly MlpLayer[];
}

/** A net of dense layers whose outputs are logits or quantities. Frozen but for its own typed arrays. */
export interface MlpModel extends MlpModelParts {
  readonly kind: "mlp";
}

/** Highest power of an activation: each doubling costs a level of the encrypted program. */
export const MAX_DEGREE = 8;

/**
 * Checks the parts and copies them.
 *
 * @throws {@link ModelError} `MODEL_INVALID` for lengths that do not fit, a number that is not finite, or a degree
 * outside 2 to {@link MAX_DEGREE}: below, the activation would be affine and the net a linear model
 * @example
 * createMlpModel({ featureNames: ["x"], outputNames: ["y"], layers: [{ weights, bias, activation }] });
 */
export function createMlpModel(parts: MlpModelParts): MlpModel {
  const { featureNames, outputNames } = parts;
  if (parts.layers.length === 0) throw invalid("layers", "at least one layer", "none");
  let width = featureNames.length;
  const layers = parts.layers.map((layer, index) => {
    const checked = checkLayer(layer, width, `layers[${index}]`);
    width = checked.bias.length;
    return checked;
  });
  if (width !== outputNames.length) throw invalid("outputNames", `${width} names`, `${outputNames.length}`);
  return Object.freeze({
    kind: "mlp",
    featureNames: Object.freeze([...featureNames]),
    outputNames: Object.freeze([...outputNames]),
    layers: Object.freeze(layers),
  });
}

/**
 * The outputs for one input vector.
 *
 * @throws {@link ModelError} `MODEL_INPUT_INVALID` if `x` has another length than `featureNames`
 * @example
 * runMlp(model, [1.5])[0]; // 0.05
 */
export function runMlp(model: MlpModel, x: ArrayLike<number>): Float64Array {
  const width = model.featureNames.length;
  if (x.length !== width) throw new ModelError("MODEL_INPUT_INVALID", "x", `${width} numbers`, `${x.length}`);
  return model.layers.reduce((values, layer) => runLayer(layer, values), Float64Array.from(x));
}

/** A polynomial with coefficients of rising powers, by Horner's rule. */
export function evaluatePolynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) sum = sum * x + coefficients[power]!;
  return sum;
}

function runLayer({ weights, bias, activation }: MlpLayer, x: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(bias, (start, output) => {
    const sum = x.reduce((total, value, input) => total + (weights[output * x.length + input] ?? 0) * value, start);
    return activation.kind === "identity" ? sum : evaluatePolynomial(activation.coefficients, sum);
  });
}

function checkLayer(layer: MlpLayer, inputs: number, path: string): MlpLayer {
  const bias = copyFinite(layer.bias, layer.bias.length, `${path}.bias`);
  if (bias.length === 0) throw invalid(`${path}.bias`, "at least one output", "none");
  const weights = copyFinite(layer.weights, bias.length * inputs, `${path}.weights`);
  return Object.freeze({ weights, bias, activation: checkActivation(layer.activation, `${path}.activation`) });
}

function checkActivation(activation: MlpActivation, path: string): MlpActivation {
  if (activation.kind === "identity") return Object.freeze({ kind: "identity" });
  const coefficients = Array.from(copyFinite(activation.coefficients, activation.coefficients.length, path));
  const degree = coefficients.findLastIndex((coefficient) => coefficient !== 0);
  if (degree < 2 || coefficients.length > MAX_DEGREE + 1)
    throw invalid(path, `a degree from 2 to ${MAX_DEGREE}`, "another");
  return Object.freeze({ kind: "polynomial", coefficients: Object.freeze(coefficients) });
}

function copyFinite(numbers: ArrayLike<number>, length: number, path: string): Float64Array {
  if (numbers.length !== length) throw invalid(path, `${length} numbers`, `${numbers.length}`);
  const copy = Float64Array.from(numbers);
  if (!copy.every(Number.isFinite)) throw invalid(path, "finite numbers", "another value");
  return copy;
}

function invalid(argument: string, expected: string, got: string): ModelError {
  return new ModelError("MODEL_INVALID", argument, expected, got);
}
