import { ModelError } from "./model-error.ts";

/** The parts of a linear model. */
export interface LinearModelParts {
  /** Names of the inputs, in order. */
  readonly featureNames: readonly string[];
  /** Names of the outputs, in order. */
  readonly outputNames: readonly string[];
  /** Row-major, outputs x features. */
  readonly weights: ArrayLike<number>;
  /** One number an output. */
  readonly bias: ArrayLike<number>;
}

/**
 * `outputs = weights · x + bias`: linear and logistic regression, whose outputs are logits. Frozen but for the typed
 * arrays, which JavaScript cannot freeze: they are the model's own copies, and nothing writes to them.
 */
export interface LinearModel extends LinearModelParts {
  readonly kind: "linear";
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/**
 * Checks the parts and copies them.
 *
 * @throws {@link ModelError} `MODEL_INVALID` for lengths that do not fit, no feature, no output, or a number that is
 * not finite
 * @example
 * createLinearModel({ featureNames: ["age"], outputNames: ["logit"], weights: [0.7], bias: [-1] });
 */
export function createLinearModel(parts: LinearModelParts): LinearModel {
  const features = requireSome("featureNames", parts.featureNames);
  const outputs = requireSome("outputNames", parts.outputNames);
  const weights = copyFinite("weights", parts.weights, outputs.length * features.length);
  const bias = copyFinite("bias", parts.bias, outputs.length);
  return Object.freeze({ kind: "linear", featureNames: features, outputNames: outputs, weights, bias });
}

/**
 * The outputs for one input vector, summed in the order of the features.
 *
 * @throws {@link ModelError} `MODEL_INPUT_INVALID` if `x` has another length than `featureNames`
 * @example
 * runLinear(model, [1.5])[0]; // 0.05
 */
export function runLinear(model: LinearModel, x: ArrayLike<number>): Float64Array {
  const width = model.featureNames.length;
  if (x.length !== width) throw new ModelError("MODEL_INPUT_INVALID", "x", `${width} numbers`, `${x.length}`);
  return model.bias.map((bias, output) => {
    let sum = bias;
    for (let feature = 0; feature < width; feature++) {
      sum += (model.weights[output * width + feature] ?? 0) * (x[feature] ?? 0);
    }
    return sum;
  });
}

function requireSome(argument: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) throw new ModelError("MODEL_INVALID", argument, "at least one name", "none");
  return Object.freeze([...names]);
}

function copyFinite(argument: string, numbers: ArrayLike<number>, length: number): Float64Array {
  if (numbers.length !== length)
    throw new ModelError("MODEL_INVALID", argument, `${length} numbers`, `${numbers.length}`);
  const copy = Float64Array.from(numbers);
  if (!copy.every(Number.isFinite)) throw new ModelError("MODEL_INVALID", argument, "finite numbers", "another value");
  return copy;
}
