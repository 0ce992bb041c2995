import type { Feature, Row, TableSchema, Value } from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import { columnName } from "./read-csv.ts";

/** Turns the records of one file into rows of a schema. */
export interface RowReader {
  /** Columns of the file that the schema does not have: they are left out. */
  readonly ignored: readonly string[];
  /** @param row - counted from 1 below the header @throws CliError DATA_FILE naming row and column */
  read(cells: readonly string[], row: number): Row;
}

/** A decimal number. `Number` alone would take `0x1F`, spaces and `Infinity`. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * A reader for files with this header. An empty cell is a missing value; whether it may be missing, and whether a number is
 * within its range, is judged by the client before it encrypts.
 * @throws CliError DATA_FILE for a header without one of the schema's columns
 * @example const row = createRowReader("rows.csv", header, contract.schema).read(cells, 1);
 */
export function createRowReader(file: string, header: readonly string[], schema: TableSchema): RowReader {
  const columns = schema.features.map((feature) => {
    const column = header.indexOf(feature.name);
    if (column >= 0) return { feature, column };
    throw new CliError("DATA_FILE", `${file}, header: expected a column ${feature.name}, got none.`);
  });
  const used = new Set(columns.map(({ column }) => column));
  return Object.freeze({
    ignored: header.filter((_, i) => !used.has(i)),
    read: (cells: readonly string[], row: number): Row => {
      const values: Record<string, Value> = Object.create(null);
      for (const { feature, column } of columns) {
        const value = readCell(feature, cells[column]!);
        if (value === undefined) throw notANumber(file, row, columnName(feature.name, column));
        values[feature.name] = value;
      }
      return values;
    },
  });
}

/** Undefined for a text where a number belongs. */
function readCell(feature: Feature, cell: string): Value | undefined {
  if (feature.kind === "categorical" && typeof feature.categories[0]?.code === "string")
    return cell === "" ? null : cell;
  if (cell === "") return null;
  const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

const notANumber = (file: string, row: number, column: string): CliError =>
  new CliError("DATA_FILE", `${file}, row ${row}, ${column}: expected a decimal number, got another text.`);
