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

/** Records of columns. */
export function recordsOf(columns: Readonly<Record<string, readonly (number | string)[]>>) {
  const header = Object.keys(columns);
  const rows = Object.values(columns)[0] ?? [];
  return { header, records: rows.map((_, row) => header.map((name) => `${columns[name]?.[row] ?? ""}`)) };
}
