import type { RowAnswer } from "@velum/client";
import type { Contract } from "@velum/protocol";
import { answerColumns } from "../csv/answer-columns.ts";
import { csvLine } from "../csv/csv-cell.ts";
import { FileError } from "../csv/file-error.ts";
import { type CsvTable, parseCsv } from "../csv/parse-csv.ts";
import { type FileRows, readRows } from "../csv/read-rows.ts";
import { readTextFile } from "../csv/read-text-file.ts";
import type { ReadTable } from "./messages.ts";
import { PageError } from "./problem.ts";

/** The table that was dropped last: it stays in the worker, so that the page never holds its rows. */
export interface HeldTable {
  readonly model: string;
  readonly contract: Contract;
  readonly rows: FileRows["rows"];
  /** Answers by the place of their row among `rows`. */
  readonly answers: (RowAnswer | undefined)[];
  readonly csv: CsvTable;
  readonly places: FileRows["places"];
}

/**
 * Reads a file for a model. Rows that the contract refuses are left out and counted, and the first of them is named.
 * @throws PageError FILE_INVALID with row, column and rule
 */
export async function readTable(
  model: string,
  contract: Contract,
  file: File,
): Promise<{ readonly table: HeldTable; readonly told: ReadTable }> {
  try {
    const csv = parseCsv(await readTextFile(file), file.name);
    const problem = firstProblem(csv, contract, file.name);
    const { rows, places, ignored, refused } = readRows(csv, contract.schema, file.name, { skipRefused: true });
    const table = { model, contract, rows, answers: new Array<RowAnswer | undefined>(rows.length), csv, places };
    return {
      table,
      told: { name: file.name, rows: rows.length, refused, ignored, problem, titles: answerColumns(contract).titles },
    };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new PageError({
      ...{ code: "FILE_INVALID", message: error.message },
      ...{ argument: undefined, expected: undefined, server: undefined },
    });
  }
}

/** What is wrong with the first row that is refused. @throws FileError if not one row is left */
function firstProblem(csv: CsvTable, { schema }: Contract, name: string): string | undefined {
  try {
    readRows(csv, schema, name, { skipRefused: false });
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}

/** The file's own columns with the answers beside them. Rows without an answer are left out. */
export function writeTable({ csv, places, contract, answers }: HeldTable): Blob {
  const columns = answerColumns(contract);
  const lines = [csvLine([...csv.header, ...columns.titles])];
  for (const answer of answers) {
    if (answer === undefined) continue;
    const cells = csv.records[places[answer.index]! - 1]!;
    lines.push(csvLine([...cells, ...columns.cells(answer)]));
  }
  return new Blob(lines, { type: "text/csv" });
}
