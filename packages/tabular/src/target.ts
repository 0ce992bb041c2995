import { type Column, cellPath, findColumn, readColumns } from "./columns.ts";
import { parseDecimal } from "./decimal.ts";
import { categoriesOf, refuseVariety } from "./infer-schema.ts";
import type { Task } from "./measure.ts";
import { TabularError } from "./tabular-error.ts";

/** What is to be predicted. */
export interface Target {
  /** The column. */
  readonly name: string;
  readonly task: Task;
  /** The classes in order, in rising order of their codes; empty for a quantity. */
  readonly labels: readonly string[];
}

/** The target of every row. */
export interface TargetColumn {
  readonly target: Target;
  /** Positions in `labels`, or quantities. */
  readonly values: readonly number[];
}

/** Whole numbers are classes up to so many different ones, with at least 5 rows a class on average. */
const MOST_NUMBERED_CLASSES = 20;

/**
 * Reads the column that is to be predicted. Texts are classes; so are at most 20 different whole numbers with 5 rows
 * each on average, unless `kind` says `quantity`.
 *
 * @param name - of the column
 * @param kind - to say what the numbers are
 * @throws {@link TabularError} `TABLE_INVALID`; `TARGET_MISSING` for no such column or an empty cell, with its row;
 * `TARGET_ONE_CLASS`; `CLASS_WITH_ONE_ROW`, with the row; `COLUMN_TOO_VARIED`; `CELL_NOT_A_NUMBER`, with the row
 * @example
 * readTarget(header, records, "target").target; // { name: "target", task: "binary", labels: ["0", "1"] }
 */
export function readTarget(
  header: readonly string[],
  records: readonly (readonly string[])[],
  name: string,
  kind?: "classes" | "quantity",
): TargetColumn {
  const column = findColumn(readColumns(header, records), name);
  if (column === undefined) throw new TabularError("TARGET_MISSING", "target", "the name of a column", "another name");
  const empty = column.cells.indexOf("");
  if (empty >= 0) throw new TabularError("TARGET_MISSING", cellPath(empty, name), "a target", "an empty cell");
  if (new Set(column.cells).size === 1) {
    throw new TabularError("TARGET_ONE_CLASS", `column ${name}`, "values that differ", "one value");
  }
  return (kind ?? guessKind(column)) === "classes" ? readClasses(column) : readQuantities(column);
}

function guessKind({ cells }: Column): "classes" | "quantity" {
  const different = new Set(cells);
  const numbers = Array.from(different, parseDecimal);
  if (numbers.includes(undefined)) return "classes";
  const isNumbered = different.size <= MOST_NUMBERED_CLASSES && 5 * different.size <= cells.length;
  return isNumbered && numbers.every(Number.isInteger) ? "classes" : "quantity";
}

function readClasses({ name, cells }: Column): TargetColumn {
  refuseVariety(name, new Set(cells).size, cells.length);
  const codes = categoriesOf(Array.from(new Set(cells)));
  const codeOf = (cell: string): number | string => (typeof codes[0] === "number" ? (parseDecimal(cell) ?? "") : cell);
  const values = cells.map((cell) => codes.indexOf(codeOf(cell)));
  const counts = codes.map((_, index) => values.filter((value) => value === index).length);
  const single = values.findIndex((value) => counts[value] === 1);
  if (single >= 0) throw new TabularError("CLASS_WITH_ONE_ROW", cellPath(single, name), "at least 2 rows a class", "1");
  const labels = Object.freeze(codes.map((code) => `${code}`));
  const task = labels.length === 2 ? "binary" : "multiclass";
  return Object.freeze({ target: Object.freeze({ name, task, labels }), values: Object.freeze(values) });
}

function readQuantities({ name, cells }: Column): TargetColumn {
  const values = cells.map((cell, index) => {
    const value = parseDecimal(cell);
    if (value !== undefined) return value;
    throw new TabularError("CELL_NOT_A_NUMBER", cellPath(index, name), "a decimal number", "other text");
  });
  const target: Target = Object.freeze({ name, task: "regression", labels: Object.freeze([]) });
  return Object.freeze({ target, values: Object.freeze(values) });
}
