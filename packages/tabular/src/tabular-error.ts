/**
 * Every code that this package throws, with what it means. Codes are stable: switch on them, never on a message.
 * `docs/errors.md` and the error table of the protocol take their rows from here.
 */
export const TABULAR_ERRORS = {
  SCHEMA_INVALID: "the table schema breaks its closed form: an unknown field, name, limit or range",
  PREPROCESSING_INVALID: "the preprocessing breaks its closed form or does not fit the schema",
  POSTPROCESSING_INVALID: "the post-processing breaks its closed form",
  ROW_NOT_AN_OBJECT: "a row must be an object with one value a feature",
  FEATURE_MISSING: "a feature has no value and the model has no imputer for it",
  FEATURE_UNKNOWN: "the row has a name that is not a feature of the schema",
  FEATURE_WRONG_TYPE: "a value has another type than its feature",
  FEATURE_NOT_A_NUMBER: "a number is NaN or infinite",
  FEATURE_OUT_OF_RANGE: "a number lies outside the range that the schema states",
  FEATURE_UNKNOWN_CATEGORY: "a value is none of the feature's categories",
  TABLE_INVALID: "the header or the shape of a table does not fit the schema",
  CELL_NOT_A_NUMBER: "a cell of a numeric column is not a decimal number",
  COLUMN_CONSTANT: "a column holds a single value, or none, and cannot be standardized or imputed",
  OUTPUT_INVALID: "the model's output has the wrong length or is not finite",
  COLUMN_TOO_VARIED: "a column of texts has too many different values to be categories or classes",
  TARGET_MISSING: "the table has no target column of this name, or a row has no target",
  TARGET_ONE_CLASS: "the target holds a single class or a single value",
  CLASS_WITH_ONE_ROW: "a class of the target has a single row, so that it cannot be trained and tested",
  CALIBRATION_INVALID: "the calibration breaks its closed form",
  CALIBRATION_IMPOSSIBLE:
    "no calibration can be fitted: too few rows, one class, or scores that fall as the class rises",
  SPLIT_IMPOSSIBLE: "the rows cannot be split as asked with every class on both sides",
  METRIC_INPUT_INVALID: "a metric got lengths that differ, no rows, values that are none, or too few classes",
} as const;

/** A stable error code of this package. */
export type TabularErrorCode = keyof typeof TABULAR_ERRORS;

/**
 * The one error of this package. Its message names the argument, the rule, and the type of what came: never a value
 * of a row, so that it can be logged (finding C7).
 *
 * @example
 * try { checkRow(schema, row) } catch (error) {
 *   if (error instanceof TabularError && error.code === "FEATURE_OUT_OF_RANGE") show(error.argument, error.expected);
 * }
 */
export class TabularError extends Error {
  /** What went wrong, see {@link TABULAR_ERRORS}. */
  readonly code: TabularErrorCode;
  /** Path of the argument at fault, such as `row.age` or `schema.features[2].minimum`. */
  readonly argument: string;
  /** The rule, in words. */
  readonly expected: string;
  /** The kind of what came, never its content. */
  readonly got: string;

  constructor(code: TabularErrorCode, argument: string, expected: string, got: string) {
    super(`${argument}: expected ${expected}, got ${got}`);
    this.name = "TabularError";
    this.code = code;
    this.argument = argument;
    this.expected = expected;
    this.got = got;
  }
}

/** The kind of a value in one or two words, for the `got` of an error: `"null"`, `"array"`, `"NaN"`, `"string"`. */
export function describeKind(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "number") return `a value of type ${typeof value}`;
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? "a number" : "an infinite number";
}
