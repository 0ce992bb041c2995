import { inferSchema, readTrainingTable, type TrainingTable } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { floatTensor, type Graph, runGraph, stringTensor, type Tensor } from "../graph/index.ts";
import { readOnnx, writeOnnx } from "../onnx/index.ts";
import { readCsv } from "../test-support/csv-matrix.ts";
import { modelError } from "../test-support/model-error.ts";
import { runOnnxRuntime } from "../test-support/onnx-runtime.ts";
import { predictionOf } from "./predictions.ts";
import { type TrainedModel, trainModel } from "./train-model.ts";
import type { TrainModelOptions } from "./train-model-options.ts";
import { trainedGraph } from "./trained-graph.ts";

const quick = { folds: 0, resamples: 10, seed: 3 } as const;
const mlp = { maximumEpochs: 20 } as const;

function tableOf(header: readonly string[], records: readonly (readonly string[])[], target: string): TrainingTable {
  const { schema } = inferSchema(header, records, { target });
  return readTrainingTable(header, records, schema, { target });
}

function publicTable(name: string, target: string): TrainingTable {
  const { header, records } = readCsv(name);
  return tableOf(header, records, target);
}

/** Words with gaps, numbers with gaps, a pair of codes, a quantity. */
function mixedTable(): TrainingTable {
  const rows = Array.from({ length: 80 }, (_, row) => row);
  const records = rows.map((row) => {
    const [size, colour] = [(row * 29) % 80, ["red", "green", "blue"][row % 3]!];
    return [
      row % 9 === 4 ? "" : `${size / 10}`,
      row % 11 === 5 ? "" : colour,
      `${row % 2}`,
      `${size / 10 + row / 100 + (colour === "red" ? 2 : 0)}`,
    ];
  });
  return tableOf(["size", "colour", "flag", "price"], records, "price");
}

/** The held-out rows as the graph takes them: a column a feature, NaN and the empty word where a value is missing. */
function inputsOf(table: TrainingTable, graph: Graph, rows: readonly number[]): Map<string, Tensor> {
  return new Map(
    graph.inputs.map(({ name, elementType }): [string, Tensor] => {
      const values = rows.map((row) => table.rows[row]![name]!);
      const shape = [rows.length, 1];
      return elementType === "string"
        ? [
            name,
            stringTensor(
              shape,
              values.map((value) => (value === null ? "" : `${value}`)),
            ),
          ]
        : [
            name,
            floatTensor(
              shape,
              values.map((value) => (value === null ? Number.NaN : Number(value))),
            ),
          ];
    }),
  );
}

const expectNear = (got: ArrayLike<unknown>, expected: readonly number[], tolerance: number): void => {
  expect(got.length).toBe(expected.length);
  const gaps = expected.map((value, i) => Math.abs(Number(got[i]) - value) / Math.max(1, Math.abs(value)));
  expect(Math.max(...gaps)).toBeLessThan(tolerance);
};

const expectedOf = ({ task, heldOutOutputs }: TrainedModel): number[] =>
  heldOutOutputs.flatMap((outputs) => {
    const prediction = predictionOf(task, outputs);
    return task === "binary" ? [1 - prediction[0]!, prediction[0]!] : prediction;
  });

describe.each<[string, () => TrainingTable, TrainModelOptions]>([
  ["logistic regression of heart disease", () => publicTable("heart-disease", "target"), { model: "logreg" }],
  ["a net of squares", () => publicTable("heart-disease", "target"), { model: "mlp", mlp }],
  [
    "a net of two layers of SiLU",
    () => publicTable("breast-cancer", "malignant"),
    { model: "mlp", mlp: { ...mlp, activation: "silu", hidden: [[6, 4]] } },
  ],
  ["three classes", () => publicTable("wine", "cultivar"), { model: "multinomial" }],
  [
    "a net of tanh for three classes",
    () => publicTable("wine", "cultivar"),
    { model: "mlp", mlp: { ...mlp, activation: "tanh" } },
  ],
  ["a quantity from words", mixedTable, { model: "linear" }],
  ["a net for a quantity", mixedTable, { model: "mlp", mlp }],
])("trainedGraph of %s", (_, makeTable, options) => {
  it("computes the held-out outputs from raw columns, in the clear, in onnxruntime, and read again", async () => {
    const table = makeTable();
    const trained = await trainModel(table, { ...quick, ...options });
    const graph = trainedGraph(trained);
    const inputs = inputsOf(table, graph, trained.split.test);
    const numbers = graph.outputs.at(-1)!;
    const expected = expectedOf(trained);
    expectNear(runGraph(graph, inputs).get(numbers)!.data, expected, 1e-12);
    const file = writeOnnx(graph);
    const runtime = await runOnnxRuntime(file, inputs, graph.outputs);
    expectNear(runtime.get(numbers)!.data, expected, 1e-4);
    const again = readOnnx(file);
    expect(again.inputs).toEqual(graph.inputs);
    expectNear(runGraph(again, inputs).get(numbers)!.data, expected, 1e-4);
    if (trained.task === "regression") return;
    const label = runtime.get(trained.target.name)!;
    const classes = trained.target.labels.length;
    const rows = Array.from({ length: expected.length / classes }, (_, row) =>
      expected.slice(row * classes, (row + 1) * classes),
    );
    const best = rows.map((row) => trained.target.labels[row.indexOf(Math.max(...row))]);
    expect(Array.from(label.data, String)).toEqual(best);
  });
});

describe("trainedGraph", () => {
  it("names words as labels, and integers as integers", async () => {
    const { header, records } = readCsv("heart-disease");
    const place = header.indexOf("target");
    const worded = records.map((record) => record.with(place, record[place] === "1" ? "ill" : "well"));
    const trained = await trainModel(tableOf(header, worded, "target"), { ...quick, model: "logreg" });
    const graph = trainedGraph(trained);
    expect(graph.outputs).toEqual(["target", "target probabilities"]);
    expect(graph.types.get("target")).toMatchObject({ elementType: "string", shape: [null] });
    const numbered = await trainModel(publicTable("heart-disease", "target"), { ...quick, model: "logreg" });
    expect(trainedGraph(numbered).types.get("target")).toMatchObject({ elementType: "int" });
  });

  it("refuses codes that ONNX has no encoder for", async () => {
    const { header, records } = readCsv("heart-disease");
    const place = header.indexOf("cp");
    const halves = records.map((record) => record.with(place, `${Number(record[place]) + 0.5}`));
    const overrides = { features: [{ name: "cp", kind: "categorical" }] } as const;
    const { schema } = inferSchema(header, halves, { target: "target", overrides });
    const table = readTrainingTable(header, halves, schema, { target: "target" });
    const trained = await trainModel(table, { ...quick, model: "logreg" });
    expect(modelError("MODEL_INVALID", () => trainedGraph(trained)).argument).toBe("cp");
  });
});
