import {
  applyPreprocessing,
  checkPostprocessing,
  type FeaturePlan,
  fitPreprocessing,
  type LabelledTable,
  labelledTableFromRecords,
  preprocessedNames,
  type Split,
  selectRows,
  stratifiedSplit,
} from "@velum/tabular";
import { createTabularModel, type TabularModel } from "../tabular-model.ts";
import { trainLogisticRegression } from "../train/train-logistic-regression.ts";
import { heartSchema, heartTarget } from "./heart-schema.ts";

/** The heart model, and which rows it was trained on. */
export interface HeartModel extends TabularModel {
  readonly split: Split;
}

/**
 * Quantities are standardized; nominal codes become one input a category, since a 4 is not twice a 2; yes and no stay
 * 0 and 1, so that no share of the training patients (how many were women) is published. 22 inputs in all.
 */
const heartPlan: readonly FeaturePlan[] = [
  { feature: "age", encode: "standardize" },
  { feature: "trestbps", encode: "standardize" },
  { feature: "chol", encode: "standardize" },
  { feature: "thalach", encode: "standardize" },
  { feature: "oldpeak", encode: "standardize" },
  { feature: "ca", impute: "median", encode: "standardize" },
  { feature: "sex", encode: "number" },
  { feature: "fbs", encode: "number" },
  { feature: "exang", encode: "number" },
  { feature: "cp", encode: "one-hot" },
  { feature: "restecg", encode: "one-hot" },
  { feature: "slope", encode: "one-hot" },
  { feature: "thal", impute: "mode", encode: "one-hot" },
];

/**
 * The heart data from the records of `data/heart-disease.csv`.
 *
 * @throws TabularError for a header or a cell that does not fit, naming row and column
 * @example
 * const table = heartTableFromRecords(header, records); // 303 rows
 */
export function heartTableFromRecords(
  header: readonly string[],
  records: readonly (readonly string[])[],
): LabelledTable {
  return labelledTableFromRecords(header, records, heartSchema, heartTarget);
}

/**
 * Trains the heart model on 70 percent of the rows and keeps the others for testing.
 *
 * What its contract publishes of the training rows is 12 standardizing constants (age, trestbps, chol, thalach,
 * oldpeak, ca), the median of ca and the most frequent thal, all rounded as `fitPreprocessing` describes (finding A10).
 *
 * @param seed - an integer from 0 to 2^32 - 1; the same seed gives the same model
 * @throws TabularError `SPLIT_IMPOSSIBLE`, and the errors of `fitPreprocessing` and `trainLogisticRegression`
 * @example
 * const heart = trainHeartModel(heartTableFromRecords(header, records), 7);
 * predictInClear(heart, table.rows[heart.split.test[0]]);
 */
export function trainHeartModel(table: LabelledTable, seed: number): HeartModel {
  return fitHeartModel(table, stratifiedSplit(table.targets, { testFraction: 0.3, seed }));
}

/** The same for a split that is already made. */
export function fitHeartModel(table: LabelledTable, split: Split): HeartModel {
  const train = selectRows(table, split.train);
  const preprocessing = fitPreprocessing(train, heartPlan);
  const model = trainLogisticRegression(
    {
      rows: train.rows.map((row) => applyPreprocessing(preprocessing, row)),
      labels: train.targets,
      featureNames: preprocessedNames(preprocessing),
      outputName: "logit",
    },
    { inverseRegularization: 0.5 },
  );
  return Object.freeze({
    ...createTabularModel({ schema: table.schema, preprocessing, model, postprocessing }),
    split,
  });
}

const postprocessing = checkPostprocessing({
  kind: "sigmoid",
  name: "heart disease",
  labels: ["no disease", "disease"],
  threshold: 0.5,
});
