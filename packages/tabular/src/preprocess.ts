import { type Norm, normalize } from "./norm.ts";
import type { CheckedRow, Value } from "./row.ts";
import type { CategoryCode } from "./schema.ts";
import { describeKind, TabularError } from "./tabular-error.ts";

/** Puts a constant in the place of a missing value. `strategy` says where the constant came from. */
export interface Impute {
  readonly strategy: "mean" | "median" | "mode";
  readonly value: CategoryCode;
}

/** The value, or the numeric code of the category, as it is. One output. */
export interface NumberStep {
  readonly kind: "number";
}

/** `(value - mean) / scale`, with scale > 0. One output. */
export interface StandardizeStep {
  readonly kind: "standardize";
  readonly mean: number;
  readonly scale: number;
}

/** A number of its own for each category of the feature. One output. */
export interface CodesStep {
  readonly kind: "codes";
  readonly codes: readonly CodeNumber[];
}

/** What stands for one category. */
export interface CodeNumber {
  readonly category: CategoryCode;
  readonly value: number;
}

/** 1 for the category that it is and 0 for the others, in this order. An unlisted category is all zeros. */
export interface OneHotStep {
  readonly kind: "one-hot";
  readonly categories: readonly CategoryCode[];
}

/** How one feature becomes numbers. */
export type EncodeStep = NumberStep | StandardizeStep | CodesStep | OneHotStep;

/** The steps of one feature: fill in what is missing, then encode. */
export interface FeatureSteps {
  readonly feature: string;
  /** There exactly when the feature is optional. */
  readonly impute?: Impute;
  readonly encode: EncodeStep;
}

/**
 * From a row to the model's input vector: data, not code, so that a client can run what a stranger's contract says.
 * Make one with `checkPreprocessing` or `fitPreprocessing`; both return it frozen and fitting its schema.
 */
export interface Preprocessing {
  readonly steps: readonly FeatureSteps[];
  /** In the end, the numbers of the row are divided by this norm of them all. */
  readonly norm?: Norm;
}

/**
 * The model's input vector for one row.
 *
 * @param row - checked against the schema that the preprocessing was checked with
 * @returns one number an output, in the order of {@link preprocessedNames}
 * @throws {@link TabularError} `FEATURE_MISSING` or `FEATURE_WRONG_TYPE` if the row is one of another schema
 * @example
 * const x = applyPreprocessing(preprocessing, checkRow(schema, row));
 */
export function applyPreprocessing({ steps, norm }: Preprocessing, row: CheckedRow): Float64Array {
  const outputs = Float64Array.from(
    steps.flatMap(({ feature, impute, encode }) => encodeValue(encode, row[feature] ?? impute?.value ?? null, feature)),
  );
  return norm === undefined ? outputs : normalize(outputs, norm);
}

function encodeValue(step: EncodeStep, value: Value, feature: string): readonly number[] {
  if (step.kind === "one-hot") return step.categories.map((code) => (code === value ? 1 : 0));
  if (step.kind !== "codes") return [encodeNumber(step, numberOf(value, feature))];
  const found = step.codes.find(({ category }) => category === value);
  return [numberOf(found === undefined ? null : found.value, feature)];
}

/** The names of the outputs: `age`, or `cp=4` for a category. */
export function preprocessedNames(preprocessing: Preprocessing): readonly string[] {
  return preprocessing.steps.flatMap(({ feature, encode }) =>
    encode.kind === "one-hot" ? encode.categories.map((code) => `${feature}=${code}`) : [feature],
  );
}

/** One number through a step. Rounding is monotonic, so the ends of a range map to the ends of its image. */
export function encodeNumber(step: NumberStep | StandardizeStep, value: number): number {
  return step.kind === "number" ? value : (value - step.mean) / step.scale;
}

function numberOf(value: Value, feature: string): number {
  if (typeof value === "number") return value;
  const code = value === null ? "FEATURE_MISSING" : "FEATURE_WRONG_TYPE";
  throw new TabularError(code, `row.${feature}`, "a number, by the schema of this preprocessing", describeKind(value));
}
