import { readFile } from "node:fs/promises";
import { compilableLinear, compile } from "@velum/compiler";
import { type HeartModel, heartTableFromRecords, trainHeartModel } from "@velum/model";
import { applyPreprocessing, checkRow, type Row } from "@velum/tabular";

/** The heart model in the clear, compiled, and one patient whom it has not seen. */
export interface HeartBundle {
  readonly model: HeartModel["model"];
  readonly bundle: Uint8Array;
  readonly row: Row;
  /** The row as the model takes it. */
  readonly values: Float64Array;
}

/** Trains and compiles as `velum demo` does. */
export async function heartBundle(): Promise<HeartBundle> {
  const text = await readFile(new URL("../../../data/heart-disease.csv", import.meta.url), "utf8");
  const [header = [], ...records] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const table = heartTableFromRecords(header, records);
  const heart = trainHeartModel(table, 7);
  const { model, schema, preprocessing, split } = heart;
  const { bundle } = compile(compilableLinear(model, heart), { name: "heart", version: "1", protection: "standard" });
  const row = table.rows[split.test[0]!]!;
  return { model, bundle, row, values: applyPreprocessing(preprocessing, checkRow(schema, row)) };
}
