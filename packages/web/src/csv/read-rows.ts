import { type CheckedRow, type TableSchema, TabularError, tableFromRecords } from "@velum/tabular";
import { columnPlace, FileError } from "./file-error.ts";
import type { CsvTable } from "./parse-csv.ts";

/** What a file holds for a model. */
export interface FileRows {
  readonly rows: readonly CheckedRow[];
  /** Number of each row in the file, counted from 1 below the header. */
  readonly places: readonly number[];
  /** Columns that the model does not have: they are left out. */
  readonly ignored: readonly string[];
  /** Rows that the schema refuses, left out. */
  readonly refused: number;
}

/**
 * The rows of a file that a schema admits.
 *
 * @param skipRefused - leaves out rows that the schema refuses, in place of an error
 * @throws {FileError} for a missing column, and for the first row that is refused
 * @example readRows(parseCsv(text, "rows.csv"), contract.schema, "rows.csv", { skipRefused: false }).rows
 */
export function readRows(
  { header, records }: CsvTable,
  schema: TableSchema,
  name: string,
  { skipRefused }: { readonly skipRefused: boolean },
): FileRows {
  const names = schema.features.map((feature) => feature.name);
  const columns = names.map((feature) => header.indexOf(feature));
  columns.forEach((column, i) => {
    if (column < 0) throw new FileError(`${name}, header`, `a column ${names[i]}`, "none");
  });
  const rows: CheckedRow[] = [];
  const places: number[] = [];
  let refused = 0;
  records.forEach((cells, i) => {
    const record = columns.map((column) => cells[column]!);
    try {
      rows.push(...tableFromRecords(names, [record], schema).rows);
      places.push(i + 1);
    } catch (error) {
      if (!(error instanceof TabularError)) throw error;
      if (!skipRefused) throw refusal(error, name, i + 1, header);
      refused++;
    }
  });
  if (rows.length === 0) throw new FileError(name, "rows that the model admits", "none");
  return Object.freeze({ rows, places, ignored: header.filter((title) => !names.includes(title)), refused });
}

/** The error of a table with this one row: its argument is `row 1.age`. */
function refusal(error: TabularError, name: string, place: number, header: readonly string[]): FileError {
  const feature = error.argument.slice(error.argument.indexOf(".") + 1);
  const column = header.indexOf(feature);
  const where = column < 0 ? "" : `, ${columnPlace(feature, column)}`;
  return new FileError(`${name}, row ${place}${where}`, error.expected, error.got);
}
