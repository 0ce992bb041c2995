/** Every warning that reading a table gives, with what it means. Codes are stable. */
export const TABULAR_WARNINGS = {
  COLUMN_CONSTANT: "the column holds a single value and is not used",
  COLUMN_EMPTY: "the column holds no value and is not used",
  COLUMN_DETERMINES_TARGET: "the column tells the target without error: is it known before the target is?",
  MORE_COLUMNS_THAN_ROWS: "there are more model inputs than rows, so that a model can learn the rows by heart",
  CATEGORIES_RARE: "some categories have fewer than 5 rows, and the list of categories is published",
  CODES_AS_NUMBERS: "few whole numbers, taken for a quantity: if they are codes, say so in the schema file",
  RANGE_FROM_FEW_ROWS: "fewer than 5 rows make up one end of the range: state the range in the schema file",
  VALUES_LIMITED: "values outside the range were moved to its end for training; a prediction would refuse them",
} as const;

/** A stable warning code. */
export type TabularWarningCode = keyof typeof TABULAR_WARNINGS;

/** Something that does not stop the work and that its owner should know. It holds no value of a row. */
export interface TabularWarning {
  readonly code: TabularWarningCode;
  /** The column, or `null` for the whole table. */
  readonly column: string | null;
  /** The column, what was counted, and what the code means. */
  readonly message: string;
}

/**
 * A warning with its text.
 *
 * @example
 * warn("VALUES_LIMITED", "chol", "2 of 303 rows").message; // "column chol, 2 of 303 rows: values outside …"
 */
export function warn(code: TabularWarningCode, column: string | null, detail = ""): TabularWarning {
  const place = column === null ? "table" : `column ${column}`;
  const message = `${place}${detail === "" ? "" : `, ${detail}`}: ${TABULAR_WARNINGS[code]}`;
  return Object.freeze({ code, column, message });
}
