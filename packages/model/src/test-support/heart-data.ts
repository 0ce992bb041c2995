import { readFileSync } from "node:fs";
import type { LabelledTable } from "@velum/tabular";
import { heartTableFromRecords } from "../heart/train-heart-model.ts";

/** `data/heart-disease.csv`, which has no quotes: a comma is always the end of a cell. */
export function readHeartTable(): LabelledTable {
  const text = readFileSync(new URL("../../../../data/heart-disease.csv", import.meta.url), "utf8");
  const [header = [], ...records] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return heartTableFromRecords(header, records);
}

/** A fixture beside the sources. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));
}

/** The largest difference of two lists of the same length. */
export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) return Number.NaN;
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
}
