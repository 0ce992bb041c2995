import type { RangeData } from "@velum/compiler";
import { CliError } from "../cli-error.ts";
import { openCsv } from "../csv/read-csv.ts";
import { sampleEvenly } from "../csv/sample-rows.ts";
import type { Progress } from "../terminal/progress.ts";

/** Rows that are kept of a longer file: ranges and fits do not change with more. */
const MOST_ROWS = 20_000;

/** Rows of a file, with how many it has. */
export interface RangeFile {
  readonly data: RangeData;
  readonly rows: number;
}

/**
 * The columns of a CSV file that show how large values are; of a long file evenly spaced rows.
 * @param ignore - columns that are no inputs, such as a target
 * @throws CliError DATA_FILE
 */
export async function readRangeFile(path: string, ignore: readonly string[], progress: Progress): Promise<RangeFile> {
  const { name, header, records, progress: fraction } = await openCsv(path);
  for (const column of ignore) {
    if (!header.includes(column))
      throw new CliError("DATA_FILE", `${name}, header: expected a column to ignore, got none of this name.`);
  }
  const kept = header.flatMap((title, i) => (ignore.includes(title) ? [] : [i]));
  const pick = async function* (): AsyncGenerator<readonly string[]> {
    let row = 0;
    for await (const cells of records) {
      if (++row % 256 === 0) progress.update(fraction(), `${row} rows read`);
      yield kept.map((i) => cells[i]!);
    }
  };
  const { sample, seen } = await sampleEvenly(pick(), MOST_ROWS);
  return { data: { columns: kept.map((i) => header[i]!), rows: sample }, rows: seen };
}
