export { heartSchema, heartTarget } from "./heart/heart-schema.ts";
export { fitHeartModel, type HeartModel, heartTableFromRecords, trainHeartModel } from "./heart/train-heart-model.ts";
export { createLinearModel, type LinearModel, type LinearModelParts, runLinear } from "./linear-model.ts";
export { MODEL_ERRORS, ModelError, type ModelErrorCode } from "./model-error.ts";
export { type ClearPrediction, createTabularModel, predictInClear, type TabularModel } from "./tabular-model.ts";
export type { Candidate, FittedModel, ModelKind } from "./train/candidate.ts";
export type { CandidateScore, CrossValidation } from "./train/cross-validate.ts";
export { fitPolynomial } from "./train/fit-polynomial.ts";
export {
  createMlpModel,
  evaluatePolynomial,
  MAX_DEGREE,
  type MlpActivation,
  type MlpLayer,
  type MlpModel,
  type MlpModelParts,
  runMlp,
} from "./train/mlp-model.ts";
export type { HiddenActivation, MlpOptions, MlpProgress } from "./train/mlp-options.ts";
export { predictionOf, runModel } from "./train/predictions.ts";
export { softmax } from "./train/softmax.ts";
export { type RegressionData, trainLinearRegression } from "./train/train-linear-regression.ts";
export {
  type LogisticRegressionOptions,
  type TrainingData,
  trainLogisticRegression,
} from "./train/train-logistic-regression.ts";
export { type MlpData, type TrainedMlp, trainMlp } from "./train/train-mlp.ts";
export { type TrainedModel, trainModel } from "./train/train-model.ts";
export type { NetOptions, TrainModelOptions, TrainProgress } from "./train/train-model-options.ts";
export { type MulticlassData, trainMultinomialRegression } from "./train/train-multinomial-regression.ts";
export { trainedGraph } from "./train/trained-graph.ts";
export { trainedTabularModel } from "./train/trained-tabular-model.ts";
export type { GeneralizedLinearOptions } from "./train/training-input.ts";
