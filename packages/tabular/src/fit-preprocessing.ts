import { checkPreprocessing } from "./check-preprocessing.ts";
import { roundToDigits } from "./decimal.ts";
import type { EncodeStep, Impute, Preprocessing } from "./preprocess.ts";
import type { Value } from "./row.ts";
import {
  type CategoricalFeature,
  type CategoryCode,
  categoryCodes,
  type Feature,
  type NumericFeature,
  type TableSchema,
} from "./schema.ts";
import type { Table } from "./table.ts";
import { TabularError } from "./tabular-error.ts";

/** What to fit for one feature: where the constant of a missing value comes from, and how the feature is encoded. */
export interface FeaturePlan {
  readonly feature: string;
  /** Needed exactly when the feature is optional. */
  readonly impute?: Impute["strategy"];
  readonly encode: FittedKind;
}

/** Kinds of steps whose constants come from training rows, or that have none. */
type FittedKind = Exclude<EncodeStep["kind"], "codes">;

/**
 * Finds the constants of a preprocessing in training rows: the constant of each imputer, the mean and population
 * standard deviation of each standardized feature (after imputing, as scikit-learn does), the latter at least a 32nd of
 * the feature's range.
 *
 * The result is public, so each fitted number is rounded to one unit in the second digit of its feature's standard
 * deviation, which is 1 to 10 percent of it (finding A10). A patient who lies d deviations off moves the mean of n rows
 * by d/n deviations, half a percent for d = 1 and n = 200: the rounding blurs one patient's part in most cases. It is no
 * guarantee in the sense of differential privacy. The model is trained behind the rounded numbers, so the rounding costs
 * no precision.
 *
 * @throws {@link TabularError} `COLUMN_CONSTANT` where nothing can be fitted, `PREPROCESSING_INVALID` for a plan that
 * does not fit the schema
 * @example
 * fitPreprocessing(trainingTable, [{ feature: "age", encode: "standardize" }, { feature: "cp", encode: "one-hot" }]);
 */
export function fitPreprocessing(table: Table, plan: readonly FeaturePlan[]): Preprocessing {
  const steps = plan.map(({ feature: name, impute: strategy, encode }) => {
    const feature = findFeature(table.schema, name);
    const present = table.rows.map((row) => row[name] ?? null).filter((value) => value !== null);
    const impute = strategy === undefined ? undefined : fitImpute(feature, strategy, present);
    const missing = table.rows.length - present.length;
    const filled = impute === undefined ? present : [...present, ...new Array<Value>(missing).fill(impute.value)];
    return { feature: name, ...(impute && { impute }), encode: fitEncode(feature, encode, filled) };
  });
  return checkPreprocessing({ steps }, table.schema);
}

function findFeature(schema: TableSchema, name: string): Feature {
  const feature = schema.features.find((candidate) => candidate.name === name);
  if (feature !== undefined) return feature;
  throw new TabularError("PREPROCESSING_INVALID", "plan", "features of the schema alone", "another name");
}

function fitEncode(feature: Feature, kind: FittedKind, values: readonly Value[]): EncodeStep {
  if (kind === "number") return { kind };
  if (kind === "one-hot") return { kind, categories: feature.kind === "categorical" ? categoryCodes(feature) : [] };
  const { mean, scale } = moments(feature, values.map(Number));
  return { kind, mean: roundToScale(mean, scale), scale: Math.max(roundToScale(scale, scale), leastScale(feature)) };
}

/**
 * Keeps the input within 32 scales over the feature's range. A column that is almost always 0 has a tiny deviation, and
 * its input would reach hundreds: the encrypted model pays for the largest input in precision.
 */
function leastScale(feature: Feature): number {
  return feature.kind === "numeric" ? roundToDigits((feature.maximum - feature.minimum) / 32, 2) : 0;
}

function fitImpute(feature: Feature, strategy: Impute["strategy"], present: readonly CategoryCode[]): Impute {
  if (feature.kind === "categorical") return { strategy, value: mode(feature, present) };
  if (strategy === "mode") {
    const expected = "mean or median for a numeric feature: the most frequent quantity may be a single person's";
    throw new TabularError("PREPROCESSING_INVALID", `plan.${feature.name}`, expected, "mode");
  }
  const numbers = present.map(Number);
  const { mean, scale } = moments(feature, numbers);
  return { strategy, value: clamp(feature, roundToScale(strategy === "mean" ? mean : median(numbers), scale)) };
}

/** Mean and population standard deviation, in two passes: one pass cancels where the mean is large. */
function moments(feature: Feature, numbers: readonly number[]): { mean: number; scale: number } {
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = average(numbers);
  const scale = Math.sqrt(average(numbers.map((value) => (value - mean) ** 2)));
  // Negated, so that NaN (no value at all) fails too. Below 1e-9 of the mean, a spread is rounding.
  if (!(scale > 1e-9 * Math.abs(mean))) {
    throw new TabularError("COLUMN_CONSTANT", `column ${feature.name}`, "values that differ", "one value or none");
  }
  return { mean, scale };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

/** The most frequent category; of several, the first in the schema, as in scikit-learn for codes in rising order. */
function mode(feature: CategoricalFeature, values: readonly CategoryCode[]): CategoryCode {
  const counts = new Map<CategoryCode, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const winner = categoryCodes(feature).find((code) => counts.get(code) === most);
  if (winner !== undefined) return winner;
  throw new TabularError("COLUMN_CONSTANT", `column ${feature.name}`, "at least one value", "none");
}

/** Rounds to a multiple of 10^(k-1), where 10^k <= scale < 10^(k+1). Through decimal text, so that 0.1 stays 0.1. */
function roundToScale(value: number, scale: number): number {
  const exponent = Math.floor(Math.log10(scale)) - 1;
  return Number(`${Math.round(value / 10 ** exponent)}e${exponent}`);
}

function clamp(feature: NumericFeature, value: number): number {
  return Math.min(feature.maximum, Math.max(feature.minimum, value));
}
