import type { CategoryCode } from "@velum/tabular";
import type { HeadColumn, ValueColumn } from "./head-column.ts";

export type TableUse = Extract<HeadColumn, { kind: "table" }>;
export type ValueUse = ValueColumn;

/** What stands for a missing value of a column, wherever it is used. */
export function imputeOf(uses: readonly HeadColumn[]): CategoryCode | undefined {
  return uses.flatMap((use) => (use.kind === "constant" ? [] : [use.impute])).find((value) => value !== undefined);
}

/** The empty word stands for a missing one. */
export const listsEmptyWord = (uses: readonly HeadColumn[]): boolean => tableCategories(uses).includes("");

/** The categories that the model knows. */
export const tableCategories = (uses: readonly HeadColumn[]): readonly CategoryCode[] => [
  ...new Set(uses.flatMap((use) => (use.kind === "table" ? [...use.entries.keys()] : []))),
];
