export { heartSchema, heartTarget } from "./heart/heart-schema.ts";
export { fitHeartModel, type HeartModel, heartTableFromRecords, trainHeartModel } from "./heart/train-heart-model.ts";
export { createLinearModel, type LinearModel, type LinearModelParts, runLinear } from "./linear-model.ts";
export { MODEL_ERRORS, ModelError, type ModelErrorCode } from "./model-error.ts";
export { type ClearPrediction, createTabularModel, predictInClear, type TabularModel } from "./tabular-model.ts";
export {
  type LogisticRegressionOptions,
  type TrainingData,
  trainLogisticRegression,
} from "./train/train-logistic-regression.ts";
