import { CliError } from "../cli-error.ts";
import { requireRunning } from "../process/watch-signals.ts";
import type { Progress } from "../terminal/progress.ts";
import { openCsv } from "./read-csv.ts";

/** A CSV file that is in memory. */
export interface CsvTable {
  readonly name: string;
  readonly header: readonly string[];
  readonly records: readonly (readonly string[])[];
}

/** More cells than a gigabyte holds as text. */
const MOST_CELLS = 2e7;

/** All of a file: to train, every row has to be there at once. @throws CliError DATA_FILE, INTERRUPTED */
export async function readTable(path: string, signal: AbortSignal, progress: Progress): Promise<CsvTable> {
  const { name, header, records: source, progress: fraction } = await openCsv(path);
  const records: (readonly string[])[] = [];
  for await (const cells of source) {
    requireRunning(signal);
    records.push(cells);
    if (records.length * header.length > MOST_CELLS)
      throw new CliError("DATA_FILE", `${name}: expected at most ${MOST_CELLS} cells, got more.`);
    if (records.length % 1024 === 0) progress.update(fraction(), `${records.length} rows read`);
  }
  if (records.length === 0) throw new CliError("DATA_FILE", `${name}: expected rows below the header, got none.`);
  return { name, header, records };
}

/** Cells as they were read, in quotes where they must be (RFC 4180): rows of a user's own file, to be read again. */
export const tableText = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `${cells.map(quoted).join(",")}\n`).join("");

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
