export {
  type AnswerReader,
  createAnswerReader,
  givesProbabilities,
  probeAnswers,
  type ReadAnswer,
} from "./answer-reader.ts";
export { type BootstrapOptions, bootstrapInterval, type Interval } from "./bootstrap.ts";
export {
  applyCalibration,
  type Calibration,
  checkCalibration,
  ISOTONIC_INTERVALS,
  type IsotonicCalibration,
  type PlattCalibration,
} from "./calibration.ts";
export { type CalibrationReport, calibrate, type Reliability, reliabilityOf } from "./calibration-report.ts";
export { checkPreprocessing, MAX_OUTPUTS } from "./check-preprocessing.ts";
export { MAX_TEXT_LENGTH } from "./closed-data.ts";
export { type ConfusionMatrix, confusionMatrix, f1 } from "./confusion-matrix.ts";
export { fitIsotonic } from "./fit-isotonic.ts";
export { fitPlatt } from "./fit-platt.ts";
export { type FeaturePlan, fitPreprocessing } from "./fit-preprocessing.ts";
export { type FlatOutput, flattenOutputs } from "./flatten-outputs.ts";
export { type FoldOptions, stratifiedFolds } from "./folds.ts";
export { type InferOptions, type InferredSchema, inferSchema } from "./infer-schema.ts";
export { type Measures, measure, type Task } from "./measure.ts";
export { accuracy, brier, logLoss, rocAuc } from "./metrics.ts";
export { expandMonomials, forEachMonomial, MAX_MONOMIALS, monomialCount } from "./monomials.ts";
export {
  mostProbable,
  multiclassAccuracy,
  multiclassBrier,
  multiclassCalibrationError,
  multiclassF1,
  multiclassLogLoss,
  multiclassRocAuc,
} from "./multiclass-metrics.ts";
export type { Norm } from "./norm.ts";
export type { Choice, Label, OutputReading, OutputValue } from "./output-reading.ts";
export { planPreprocessing } from "./plan-preprocessing.ts";
export {
  applyPostprocessing,
  checkPostprocessing,
  type IdentityPostprocessing,
  type OutputsPostprocessing,
  type Postprocessing,
  type Prediction,
  type SigmoidPostprocessing,
} from "./postprocess.ts";
export {
  applyPreprocessing,
  type CodeNumber,
  type CodesStep,
  type EncodeStep,
  type FeatureSteps,
  type Impute,
  type NumberStep,
  type OneHotStep,
  type Preprocessing,
  preprocessedNames,
  type StandardizeStep,
} from "./preprocess.ts";
export { type OutputRange, preprocessedRange } from "./preprocessed-range.ts";
export { meanAbsoluteError, r2, rootMeanSquaredError } from "./regression-metrics.ts";
export { expectedCalibrationError, type ReliabilityBin, reliabilityBins } from "./reliability.ts";
export { type RocPoint, rocCurve } from "./roc-curve.ts";
export { type CheckedRow, checkRow, type Row, type Value } from "./row.ts";
export {
  type CategoricalFeature,
  type Category,
  type CategoryCode,
  checkSchema,
  type Feature,
  MAX_CATEGORIES,
  MAX_FEATURES,
  type NumericFeature,
  type TableSchema,
} from "./schema.ts";
export { checkSchemaOverrides, type FeatureOverride, type SchemaOverrides } from "./schema-overrides.ts";
export { createShuffleRandom, type ShuffleRandom, shuffle } from "./shuffle-random.ts";
export { sigmoid } from "./sigmoid.ts";
export { type Split, type SplitOptions, stratifiedSplit } from "./split.ts";
export { type LabelledTable, labelledTableFromRecords, selectRows, type Table, tableFromRecords } from "./table.ts";
export { TABULAR_ERRORS, TabularError, type TabularErrorCode } from "./tabular-error.ts";
export { TABULAR_WARNINGS, type TabularWarning, type TabularWarningCode, warn } from "./tabular-warning.ts";
export { readTarget, type Target, type TargetColumn } from "./target.ts";
export { readTrainingTable, type TrainingTable, type TrainingTableOptions } from "./training-table.ts";
export { ELEMENTWISE, type ElementwiseFunction, type VectorStep } from "./vector-step.ts";
