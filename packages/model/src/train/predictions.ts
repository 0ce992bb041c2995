import { sigmoid, type Task } from "@velum/tabular";
import { type LinearModel, runLinear } from "../linear-model.ts";
import { type MlpModel, runMlp } from "./mlp-model.ts";
import { softmax } from "./softmax.ts";

/**
 * The outputs of a model for one input vector: logits, or a quantity.
 *
 * @throws {@link ModelError} `MODEL_INPUT_INVALID` if `x` has another length than the model's features
 * @example
 * runModel(trained.model, applyPreprocessing(trained.preprocessing, row))[0]; // 0.4
 */
export function runModel(model: LinearModel | MlpModel, x: ArrayLike<number>): Float64Array {
  return model.kind === "linear" ? runLinear(model, x) : runMlp(model, x);
}

/**
 * What outputs say: the probability of class 1, a probability for each class, or the quantity.
 *
 * @example
 * predictionOf("binary", [0]); // [0.5]
 */
export function predictionOf(task: Task, outputs: ArrayLike<number>): readonly number[] {
  if (task === "multiclass") return Array.from(softmax(outputs));
  return Array.from(outputs, (output) => (task === "binary" ? sigmoid(output) : output));
}
