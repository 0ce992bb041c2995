import type { Label, Norm } from "@velum/tabular";

/** Columns that are divided by the norm of them all: the one thing that is no function of a single column. */
export interface Normalization {
  readonly norm: Norm;
  /** Each as it is given, or filled in; none twice. */
  readonly columns: readonly ValueColumn[];
}

/** A number of one column. */
export type ValueColumn = Extract<HeadColumn, { readonly kind: "value" }>;

/** What one number before the first layer is: a function of one column of the input, or a constant. */
export type HeadColumn =
  | { readonly kind: "constant"; readonly value: number }
  /** `scale x + shift` of the column's number, or of `impute` where it is missing; of what the norm leaves of it, if there is one. */
  | {
      readonly kind: "value";
      readonly source: number;
      readonly impute: Label | undefined;
      readonly scale: number;
      readonly shift: number;
      /** Whether the number is cut to an integer first. */
      readonly truncated: boolean;
      readonly normalization: Normalization | undefined;
    }
  /** A number for each category, and one for all others. */
  | {
      readonly kind: "table";
      readonly source: number;
      readonly impute: Label | undefined;
      readonly entries: ReadonlyMap<Label, number>;
      readonly otherwise: number;
    };

/** The column as it is given. */
export const sourceColumn = (source: number): ValueColumn => ({
  kind: "value",
  source,
  impute: undefined,
  scale: 1,
  shift: 0,
  truncated: false,
  normalization: undefined,
});

/** Whether a number is still as it was given, missing ones filled in at most. */
export const isUntouched = (column: HeadColumn): column is ValueColumn =>
  column.kind === "value" &&
  column.scale === 1 &&
  column.shift === 0 &&
  !column.truncated &&
  column.normalization === undefined;

/** `scale y + shift` of a column. */
export function affineColumn(column: HeadColumn, scale: number, shift: number): HeadColumn {
  const map = (value: number): number => scale * value + shift;
  switch (column.kind) {
    case "constant":
      return { kind: "constant", value: map(column.value) };
    case "value":
      return { ...column, scale: scale * column.scale, shift: map(column.shift) };
    case "table":
      return {
        ...column,
        entries: new Map(Array.from(column.entries, ([key, value]) => [key, map(value)])),
        otherwise: map(column.otherwise),
      };
  }
}

/** Looks a column that is still as it was given up in a table. Undefined for others. */
export function lookUp(
  column: HeadColumn,
  entries: ReadonlyMap<Label, number>,
  otherwise: number,
): HeadColumn | undefined {
  const found =
    column.kind === "value" && column.scale === 1 && column.shift === 0 && column.normalization === undefined;
  return found ? { kind: "table", source: column.source, impute: column.impute, entries, otherwise } : undefined;
}
