import { readFile } from "node:fs/promises";
import { heartTableFromRecords } from "@velum/model";
import type { LabelledTable } from "@velum/tabular";
import { parse } from "csv-parse/sync";
import { CliError } from "../cli-error.ts";

/** In the published package, then in the repository; the same from `src` and from `dist`. */
const PLACES = ["../../data/heart-disease.csv", "../../../../data/heart-disease.csv"];

/** The file's cells, as they are written. */
export interface HeartRecords {
  readonly header: readonly string[];
  readonly records: readonly (readonly string[])[];
}

/**
 * The 303 patients of the Cleveland heart data (data/README.md).
 * @throws CliError DATA_MISSING; TabularError for a file with other columns or cells
 * @example const table = await readHeartData();
 */
export async function readHeartData(): Promise<LabelledTable> {
  const { header, records } = await readHeartRecords();
  return heartTableFromRecords(header, records);
}

/** The same as text. @throws CliError DATA_MISSING */
export async function readHeartRecords(): Promise<HeartRecords> {
  const [header = [], ...records] = parse(await readFirst(), { bom: true }) as string[][];
  return { header, records };
}

async function readFirst(): Promise<string> {
  for (const place of PLACES) {
    const text = await readFile(new URL(place, import.meta.url), "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new CliError("DATA_MISSING");
}
