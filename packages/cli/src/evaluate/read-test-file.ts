import { type AnswerReader, type CheckedRow, checkRow, type TableSchema, TabularError } from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import { columnName, openCsv } from "../csv/read-csv.ts";
import { createRowReader } from "../csv/row-reader.ts";
import { requireRunning } from "../process/watch-signals.ts";

/** Rows with what was observed. */
export interface TestRows {
  readonly rows: readonly CheckedRow[];
  /** Positions of labels, or quantities. */
  readonly targets: readonly number[];
  /** Number of each row in the file, counted from 1 below the header. */
  readonly places: readonly number[];
  /** Rows that the schema refuses, left out. */
  readonly refused: number;
  readonly header: readonly string[];
  /** The cells of each row, as they stand in the file. */
  readonly records: readonly (readonly string[])[];
}

export interface TestFileOptions {
  readonly target: string;
  /** Most rows, the first ones; all if left out. */
  readonly rows?: number;
  /** Leaves out rows that the schema refuses, in place of an error. */
  readonly skipRefused: boolean;
  readonly signal: AbortSignal;
}

/** More rows are no better evidence, and all are held in memory. */
export const MOST_TEST_ROWS = 100_000;

/**
 * The rows of a file that a contract admits, and the target of each.
 * @throws CliError DATA_FILE with row and column; TabularError for a row that the schema refuses
 */
export async function readTestFile(
  path: string,
  schema: TableSchema,
  answers: AnswerReader,
  { target, rows: most = MOST_TEST_ROWS, skipRefused, signal }: TestFileOptions,
): Promise<TestRows> {
  const { name, header, records } = await openCsv(path);
  const column = header.indexOf(target);
  if (column < 0)
    throw new CliError("DATA_FILE", `${name}, header: expected the target's column, got none of its name.`);
  const reader = createRowReader(name, header, schema);
  const found: { row: CheckedRow; target: number; place: number; cells: readonly string[] }[] = [];
  let place = 0;
  let refused = 0;
  for await (const cells of records) {
    if (found.length === most) break;
    requireRunning(signal);
    place++;
    const value = answers.target(cells[column]!);
    if (value === undefined) {
      const expected = answers.labels.length === 0 ? "a decimal number" : "one of the model's labels";
      throw new CliError(
        "DATA_FILE",
        `${name}, row ${place}, ${columnName(target, column)}: expected ${expected}, got ${cells[column] === "" ? "an empty cell" : "another text"}.`,
      );
    }
    const row = admit(() => checkRow(schema, reader.read(cells, place), `${name}, row ${place}`), skipRefused);
    if (row === undefined) refused++;
    else found.push({ row, target: value, place, cells });
  }
  if (found.length === 0) throw new CliError("DATA_FILE", `${name}: expected rows that the model admits, got none.`);
  return {
    rows: found.map(({ row }) => row),
    targets: found.map(({ target: value }) => value),
    places: found.map(({ place: at }) => at),
    refused,
    header,
    records: found.map(({ cells }) => cells),
  };
}

function admit(read: () => CheckedRow, skipRefused: boolean): CheckedRow | undefined {
  try {
    return read();
  } catch (error) {
    if (skipRefused && error instanceof TabularError) return undefined;
    throw error;
  }
}
