import { VelumError } from "@velum/protocol";

/** One cell: a number, a word, or nothing. Digits in a word count as a number where a number is expected. */
export type Cell = number | string | null;

/**
 * Rows that show how large values are: a table as a CSV reader gives it. It says which ranges to state, with a margin, and
 * where activations are approximated; nothing of a single row leaves the compiler.
 */
export interface RangeData {
  readonly columns: readonly string[];
  /** At least 20. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Fewer rows do not show a range. */
export const MINIMUM_ROWS = 20;

/** Checks the shape. @throws VelumError COMPILE_RANGE_DATA with row and column, never with a cell's content */
export function checkRangeData(data: RangeData): RangeData {
  if (new Set(data.columns).size !== data.columns.length) throw refused("columns", "distinct names", "one twice");
  if (data.rows.length < MINIMUM_ROWS) {
    throw refused("rows", `at least ${MINIMUM_ROWS} rows`, String(data.rows.length));
  }
  data.rows.forEach((row, i) => {
    if (row.length !== data.columns.length) {
      throw refused(`row ${i + 1}`, `${data.columns.length} cells`, String(row.length));
    }
  });
  return data;
}

/** A decimal number. `Number` alone would take `0x1F`, spaces and `Infinity`. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** The numbers of a column, `null` for missing ones. @throws VelumError COMPILE_RANGE_DATA */
export function numberColumn({ columns, rows }: RangeData, column: number): readonly (number | null)[] {
  return rows.map((row, i) => {
    const cell = row[column]!;
    if (cell === null || cell === "" || (typeof cell === "number" && Number.isNaN(cell))) return null;
    const value = typeof cell === "number" ? cell : DECIMAL.test(cell) ? Number(cell) : Number.NaN;
    if (Number.isFinite(value)) return value;
    throw refused(`row ${i + 1}, column ${column + 1} of ${columns.length}`, "a decimal number", "another text");
  });
}

/** The words of a column, `null` for missing ones. */
export const wordColumn = ({ rows }: RangeData, column: number): readonly (string | null)[] =>
  rows.map((row) => {
    const cell = row[column]!;
    return cell === null || cell === "" ? null : String(cell);
  });

const refused = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("COMPILE_RANGE_DATA", { argument: `rangeData, ${argument}`, expected, got });
