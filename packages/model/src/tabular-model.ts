import {
  applyPostprocessing,
  applyPreprocessing,
  checkRow,
  type Postprocessing,
  type Prediction,
  type Preprocessing,
  preprocessedNames,
  type Row,
  type TableSchema,
} from "@velum/tabular";
import { type LinearModel, runLinear } from "./linear-model.ts";
import { ModelError } from "./model-error.ts";

/** A model with everything around it, from a row to an answer. The compiler's input. */
export interface TabularModel {
  readonly schema: TableSchema;
  readonly preprocessing: Preprocessing;
  readonly model: LinearModel;
  readonly postprocessing: Postprocessing;
}

/** What the model says without encryption: the truth that the encrypted answer is compared with. */
export interface ClearPrediction {
  /** Logits, or quantities. */
  readonly outputs: Float64Array;
  readonly prediction: Prediction;
}

/**
 * Puts the parts together, after a look that they fit: the model's features are the preprocessing's outputs, and there
 * is the one output that each post-processing takes.
 *
 * @param parts - schema, preprocessing and post-processing as their checks returned them
 * @throws {@link ModelError} `MODEL_INVALID`
 * @example
 * const heart = createTabularModel({ schema, preprocessing, model, postprocessing });
 */
export function createTabularModel(parts: TabularModel): TabularModel {
  const { schema, preprocessing, model, postprocessing } = parts;
  const names = preprocessedNames(preprocessing);
  const isSame = names.length === model.featureNames.length && names.every((name, i) => name === model.featureNames[i]);
  if (!isSame) {
    throw new ModelError("MODEL_INVALID", "model.featureNames", "the preprocessing's outputs in order", "other names");
  }
  if (model.outputNames.length !== 1) {
    throw new ModelError("MODEL_INVALID", "model.outputNames", "one output", `${model.outputNames.length}`);
  }
  return Object.freeze({ schema, preprocessing, model, postprocessing });
}

/**
 * Runs the whole model on one row in the clear.
 *
 * @throws TabularError for a row that the schema refuses, see `checkRow`
 * @example
 * predictInClear(heart, { age: 63, sex: 1, … }).prediction; // { kind: "class", probability: 0.7, label: "disease" }
 */
export function predictInClear(
  { schema, preprocessing, model, postprocessing }: TabularModel,
  row: Row,
): ClearPrediction {
  const outputs = runLinear(model, applyPreprocessing(preprocessing, checkRow(schema, row)));
  return { outputs, prediction: applyPostprocessing(postprocessing, outputs) };
}
