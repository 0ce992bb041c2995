import { readFileSync } from "node:fs";

/** Header and records of a file of `data/`, none of which has quotes: a comma is always the end of a cell. */
export function readCsv(name: string): { header: readonly string[]; records: readonly (readonly string[])[] } {
  const text = readFileSync(new URL(`../../../../data/${name}.csv`, import.meta.url), "utf8");
  const [header = [], ...records] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return { header, records };
}

/** Features and targets of a file of `data/` without missing values, as plain numbers. */
export interface Numbers {
  readonly features: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

export function readNumbers(name: string): Numbers {
  const { header, records } = readCsv(name);
  return {
    features: header.slice(0, -1),
    rows: records.map((record) => record.slice(0, -1).map(Number)),
    targets: records.map((record) => Number(record.at(-1))),
  };
}

/** A function that standardizes a row by mean and population deviation of these rows, not rounded. */
export function fitStandardizer(rows: readonly (readonly number[])[]): (row: readonly number[]) => number[] {
  const average = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]!));
  const moments = columns.map((column) => {
    const mean = average(column);
    return { mean, scale: Math.sqrt(average(column.map((value) => (value - mean) ** 2))) };
  });
  return (row) => row.map((value, i) => (value - moments[i]!.mean) / moments[i]!.scale);
}
