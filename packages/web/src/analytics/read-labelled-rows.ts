import type { TableSchema } from "@velum/tabular";
import { columnPlace, FileError } from "../csv/file-error.ts";
import type { CsvTable } from "../csv/parse-csv.ts";
import { readRows } from "../csv/read-rows.ts";
import type { AnswerLens } from "./answer-lens.ts";
import type { LabelledRows } from "./ask-rows.ts";

/** A run asks about so many rows at most, one by one. */
export const MOST_ROWS = 2000;

/** Columns of a file that are no features: one of them may be the target. */
export const targetColumns = ({ header }: CsvTable, schema: TableSchema): readonly string[] =>
  header.filter((title) => !schema.features.some(({ name }) => name === title));

/**
 * The rows of a file, with what was observed for each.
 *
 * @param target - name of the column
 * @throws {FileError} for the first row or target that does not fit, with row and column
 */
export function readLabelledRows(
  table: CsvTable,
  schema: TableSchema,
  lens: AnswerLens,
  { name, target, skipRefused }: { readonly name: string; readonly target: string; readonly skipRefused: boolean },
): LabelledRows {
  const column = table.header.indexOf(target);
  if (column < 0) throw new FileError(`${name}, header`, "the target's column", "none of its name");
  const records = table.records.slice(0, MOST_ROWS);
  const { rows, places, refused } = readRows({ header: table.header, records }, schema, name, { skipRefused });
  const targets = places.map((place) => {
    const cell = table.records[place - 1]![column]!;
    const value = lens.target(cell);
    if (value !== undefined) return value;
    const expected =
      lens.labels.length === 0 ? "a decimal number" : `one of the model's labels (${lens.labels.join(", ")})`;
    throw new FileError(
      `${name}, row ${place}, ${columnPlace(target, column)}`,
      expected,
      cell === "" ? "an empty cell" : "another text",
    );
  });
  return Object.freeze({ rows, targets, places, refused });
}
