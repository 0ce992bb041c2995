import { readFile } from "node:fs/promises";
import { compile, readModel } from "@velum/compiler";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { type TrainedModel, type TrainModelOptions, trainedGraph, trainModel } from "@velum/model";
import { writeOnnx } from "@velum/model/onnx";
import { readBundle } from "@velum/protocol";
import type { Demonstration, DemonstrationModel } from "@velum/server";
import { inferSchema, readTrainingTable, type SchemaOverrides } from "@velum/tabular";

/** What a server of these tests serves. */
export interface ServedHeart {
  readonly models: readonly LoadedModel[];
  readonly demonstration: Demonstration;
  /** The bundle of the logistic regression, for the command line. */
  readonly bundle: Uint8Array;
  /** The CSV of the held-out patients, with the target. */
  readonly rows: string;
}

const TARGET = "target";
const root = new URL("../../../", import.meta.url);

/** A logistic regression and a net of squares of the heart data, with what their pages may compare with. A few seconds. */
export async function trainHeart(): Promise<ServedHeart> {
  const [header, ...records] = (await readFile(new URL("data/heart-disease.csv", root), "utf8"))
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const overrides = JSON.parse(
    await readFile(new URL("examples/heart-disease/schema.json", root), "utf8"),
  ) as SchemaOverrides;
  const { schema } = inferSchema(header!, records, { target: TARGET, overrides });
  const table = readTrainingTable(header!, records, schema, { target: TARGET });
  const common = { seed: 7, folds: 0, resamples: 10 };
  const data = { table, header: header!, records };
  const linear = await serve(data, "heart", "Heart disease, logistic regression", { ...common, model: "logreg" });
  const net = await serve(data, "heart-mlp", "Heart disease, a net of squares", {
    ...{ ...common, model: "mlp" },
    mlp: { hidden: [[8]], weightDecay: [1], maximumEpochs: 60 },
  });
  return {
    models: [linear.loaded, net.loaded],
    demonstration: { models: [linear.demonstration, net.demonstration] },
    bundle: linear.bundle,
    rows: linear.demonstration.rows.toString("utf8"),
  };
}

interface HeartData {
  readonly table: ReturnType<typeof readTrainingTable>;
  readonly header: readonly string[];
  readonly records: readonly (readonly string[])[];
}

async function serve(
  { table, header, records }: HeartData,
  name: string,
  title: string,
  options: TrainModelOptions,
): Promise<{ readonly bundle: Uint8Array; readonly loaded: LoadedModel; readonly demonstration: DemonstrationModel }> {
  const trained = await trainModel(table, options);
  const graph = trainedGraph(trained);
  const rangeData = withoutTarget(header, records);
  const model = readModel(graph, { schema: usedSchema(trained), rangeData });
  const { bundle } = compile(model, {
    ...{ name, title, version: "1", protection: "standard", rangeData, allowModelDisclosure: true },
  });
  const lines = [header, ...trained.split.test.map((row) => records[row]!)].map((cells) => cells.join(","));
  const demonstration = {
    ...{ model: name, title, target: TARGET, license: "CC BY 4.0" },
    rows: Buffer.from(`${lines.join("\n")}\n`),
    onnx: Buffer.from(writeOnnx(graph)),
  };
  return { bundle, loaded: await loadModel(readBundle(bundle)), demonstration };
}

/** A feature that no step reads is no input of the graph. */
function usedSchema({ schema, preprocessing }: TrainedModel): TrainedModel["schema"] {
  const used = new Set(preprocessing.steps.map(({ feature }) => feature));
  return { features: schema.features.filter(({ name }) => used.has(name)) };
}

function withoutTarget(header: readonly string[], records: readonly (readonly string[])[]) {
  const kept = header.flatMap((column, i) => (column === TARGET ? [] : [i]));
  return { columns: kept.map((i) => header[i]!), rows: records.map((cells) => kept.map((i) => cells[i]!)) };
}
