import { quoteName } from "@velum/model/graph";
import { VelumError } from "@velum/protocol";
import type { Feature } from "@velum/tabular";
import { type FeatureRange, rangeOf } from "./feature-range.ts";
import type { HeadColumn } from "./head-column.ts";
import { imputeOf, listsEmptyWord, tableCategories, type ValueUse } from "./head-uses.ts";
import { numberColumn, type RangeData } from "./range-data.ts";
import type { HeadSource } from "./read-head.ts";

/** Where ranges come from if no schema states them. */
export interface RangeHints {
  readonly rangeData?: RangeData;
  /** Guess from the file's standardization, for a first look alone. */
  readonly assumeRanges?: boolean;
}

/**
 * What a schema says of a column: the categories that the model knows, or a range that tells of no single row (A10). Nothing of a
 * column that no layer reads: its words may be names.
 * @throws VelumError COMPILE_RANGES, COMPILE_RANGE_DATA
 */
export function statedFeature(
  source: HeadSource,
  name: string,
  uses: readonly HeadColumn[],
  hints: RangeHints,
): readonly Feature[] {
  if (uses.length === 0) return [];
  const base = { name, label: name, optional: imputeOf(uses) !== undefined || listsEmptyWord(uses) };
  if (uses.some(({ kind }) => kind === "table")) {
    const categories = tableCategories(uses).map((code) => ({ code, label: code === "" ? "(none)" : String(code) }));
    return [{ kind: "categorical", ...base, categories }];
  }
  const { minimum, maximum } = statedRange(source, name, uses, hints);
  return [{ kind: "numeric", ...base, unit: "", minimum, maximum }];
}

function statedRange(
  source: HeadSource,
  name: string,
  uses: readonly HeadColumn[],
  { rangeData, assumeRanges }: RangeHints,
): FeatureRange {
  const column = rangeData?.columns.indexOf(name) ?? -1;
  const values = column < 0 ? [] : numberColumn(rangeData!, column).filter((value) => value !== null);
  if (values.length > 0) return withImputed(rangeOf(values), imputeOf(uses));
  if (assumeRanges) return assumedRange(uses);
  throw new VelumError("COMPILE_RANGES", {
    argument: name,
    expected: "a range, from range data or a schema",
    got: `neither for this column of input ${quoteName(source.input)}`,
  });
}

/** The value that is filled in must be legal itself; a contract tells it anyway. */
const withImputed = ({ minimum, maximum }: FeatureRange, imputed: unknown): FeatureRange =>
  typeof imputed === "number"
    ? { minimum: Math.min(minimum, imputed), maximum: Math.max(maximum, imputed) }
    : { minimum, maximum };

/** Where the file standardizes to: five deviations on both sides of the mean. */
function assumedRange(uses: readonly HeadColumn[]): FeatureRange {
  const value = uses.find((use): use is ValueUse => use.kind === "value");
  if (value === undefined || value.scale === 0) return { minimum: -5, maximum: 5 };
  const ends = [-5, 5].map((end) => (end - value.shift) / value.scale);
  return { minimum: Math.min(...ends), maximum: Math.max(...ends) };
}
