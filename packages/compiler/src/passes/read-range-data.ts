import { VelumError } from "@velum/protocol";
import { applyPreprocessing, checkRow, type Feature, type Row, TabularError } from "@velum/tabular";
import { MINIMUM_ROWS, numberColumn, type RangeData, wordColumn } from "../model/range-data.ts";
import type { CheckedModel } from "./check-model.ts";

/** The rows of the range data as the layers read them. */
export interface RangeRows {
  /** Empty without range data. */
  readonly rows: readonly Float64Array[];
  /** Rows that the schema refuses: out of range, missing, of an unknown category. */
  readonly refused: number;
}

/**
 * Prepares the rows of the range data as a client would. Columns that are no features are left out, rows that the schema
 * refuses are counted.
 * @throws VelumError COMPILE_RANGE_DATA if a column is missing, or too few rows are legal
 */
export function readRangeData({ schema, preprocessing }: CheckedModel, data: RangeData | undefined): RangeRows {
  if (data === undefined) return { rows: [], refused: 0 };
  const columns = schema.features.map((feature) => [feature.name, columnOf(feature, data)] as const);
  const rows: Float64Array[] = [];
  for (let i = 0; i < data.rows.length; i++) {
    const row: Row = Object.fromEntries(columns.map(([name, values]) => [name, values[i]!]));
    const x = prepared({ schema, preprocessing }, row);
    if (x !== undefined) rows.push(x);
  }
  if (rows.length < MINIMUM_ROWS) {
    throw refusedData("rows", `at least ${MINIMUM_ROWS} rows that the schema admits`, String(rows.length));
  }
  return { rows, refused: data.rows.length - rows.length };
}

function columnOf(feature: Feature, data: RangeData): readonly (number | string | null)[] {
  const column = data.columns.indexOf(feature.name);
  if (column < 0) throw refusedData("columns", `a column ${feature.name}`, "none");
  const words = feature.kind === "categorical" && typeof feature.categories[0]?.code === "string";
  return words ? wordColumn(data, column) : numberColumn(data, column);
}

function prepared(
  { schema, preprocessing }: Pick<CheckedModel, "schema" | "preprocessing">,
  row: Row,
): Float64Array | undefined {
  try {
    return applyPreprocessing(preprocessing, checkRow(schema, row));
  } catch (error) {
    if (error instanceof TabularError) return undefined;
    throw error;
  }
}

const refusedData = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("COMPILE_RANGE_DATA", { argument: `rangeData, ${argument}`, expected, got });
