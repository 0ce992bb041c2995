export { checkPreprocessing, MAX_OUTPUTS } from "./check-preprocessing.ts";
export { MAX_TEXT_LENGTH } from "./closed-data.ts";
export { type FeaturePlan, fitPreprocessing } from "./fit-preprocessing.ts";
export { type FlatOutput, flattenOutputs } from "./flatten-outputs.ts";
export { accuracy, brier, logLoss, rocAuc } from "./metrics.ts";
export { expandMonomials, forEachMonomial, MAX_MONOMIALS, monomialCount } from "./monomials.ts";
export type { Norm } from "./norm.ts";
export type { Choice, Label, OutputReading, OutputValue } from "./output-reading.ts";
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
export { type Split, type SplitOptions, stratifiedSplit } from "./split.ts";
export { type LabelledTable, labelledTableFromRecords, selectRows, type Table, tableFromRecords } from "./table.ts";
export { TABULAR_ERRORS, TabularError, type TabularErrorCode } from "./tabular-error.ts";
export { ELEMENTWISE, type ElementwiseFunction, sigmoid, type VectorStep } from "./vector-step.ts";
