import { readFileSync } from "node:fs";
import type { Graph, Tensor, Value } from "@velum/model/graph";
import { readOnnx } from "@velum/model/onnx";
import { applyPostprocessing, applyPreprocessing, checkRow, type OutputValue, type Row } from "@velum/tabular";
import {
  type Fixture,
  type FixtureSamples,
  fixtureBytes,
  fixtureExternalData,
  fixtureInputs,
  fixtureJson,
} from "../../model/src/test-support/onnx-fixtures.ts";
import type { CompilableModel } from "../src/model/compilable-model.ts";
import type { Cell, RangeData } from "../src/model/range-data.ts";
import { runNetwork } from "../src/network/layers.ts";

/** A fixture with its rows as a table. */
export interface FixtureModel {
  readonly name: string;
  readonly graph: Graph;
  readonly columns: readonly string[];
  /** The sample rows, by column. */
  readonly rows: readonly (readonly Cell[])[];
  /** What onnxruntime makes of each row, by output. */
  readonly expected: readonly Readonly<Record<string, OutputValue>>[];
  /** Rows out of the ordinary, where the fixture has some. */
  readonly edge: Pick<FixtureModel, "rows" | "expected"> | undefined;
}

interface FixtureFile extends Fixture {
  readonly inputs: readonly (Fixture["inputs"][number] & { readonly features: readonly string[] })[];
  readonly split: { readonly train: readonly number[] };
}

export function fixtureModel(name: string): FixtureModel {
  const file = fixtureJson<FixtureFile>(`${name}.json`);
  return {
    name,
    graph: readOnnx(fixtureBytes(`${name}.onnx`), { externalData: fixtureExternalData(name) }),
    columns: file.inputs.flatMap(({ features }) => features),
    ...tableOf(file, file.samples),
    edge: file.edgeSamples && tableOf(file, file.edgeSamples),
  };
}

/** The rows of the heart data that a fixture was trained on. */
export function heartTrainingRows(name: string): RangeData {
  const { split } = fixtureJson<FixtureFile>(`${name}.json`);
  const text = readFileSync(new URL("../../../data/heart-disease.csv", import.meta.url), "utf8");
  const [header, ...records] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return { columns: header!.slice(0, -1), rows: split.train.map((row) => records[row]!.slice(0, -1)) };
}

function tableOf(file: FixtureFile, samples: FixtureSamples): Pick<FixtureModel, "rows" | "expected"> {
  const tensors = [...fixtureInputs(file, samples).values()];
  const count = tensors[0]!.shape[0]!;
  const rows = Array.from({ length: count }, (_, row) => tensors.flatMap((tensor) => cellsOf(tensor, row, count)));
  const outputs = Object.entries(samples.outputs) as [string, readonly unknown[]][];
  const expected = rows.map((_, row) =>
    Object.fromEntries(outputs.map(([output, values]) => [output, single(values[row]) as OutputValue])),
  );
  return { rows, expected };
}

const cellsOf = ({ data }: Tensor, row: number, count: number): Cell[] => {
  const width = data.length / count;
  return Array.from(data.slice(row * width, (row + 1) * width) as ArrayLike<number | string>, (cell) =>
    cell === "" || Number.isNaN(cell) ? null : cell,
  );
};

const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

/** A record as a client is given it. */
export const rowOf = (model: CompilableModel, columns: readonly string[], cells: readonly Cell[]): Row =>
  Object.fromEntries(
    columns
      .map((column, i) => [column, cells[i]!] as const)
      .filter(([column]) => model.schema.features.some(({ name }) => name === column)),
  );

/** The whole model in the clear: preprocessing, layers, postprocessing. */
export function runInClear(model: CompilableModel, row: Row): Readonly<Record<string, OutputValue>> {
  const x = applyPreprocessing(model.preprocessing, checkRow(model.schema, row));
  const scores = runNetwork({ inputs: x.length, outputs: model.outputs.length, layers: model.layers }, x);
  const prediction = applyPostprocessing(model.postprocessing, scores);
  return prediction.kind === "outputs" ? prediction.outputs : {};
}

/** The numbers of an output, in order; a label that is a word has none. */
export function numbersOf(value: OutputValue): readonly number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string") return [];
  return Object.values(value);
}

export type { Value };
