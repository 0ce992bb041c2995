import { needsKeySet } from "@velum/ckks";
import {
  type CompilableModel,
  type Compilation,
  compile,
  type ReadModelOptions,
  readModel,
  runPolynomial,
} from "@velum/compiler";
import { infer, loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { applyPostprocessing, applyPreprocessing, checkRow, checkSchema, type OutputValue } from "@velum/tabular";
import { EncryptedRows } from "../bench/src/models/encrypted-rows.ts";
import {
  type FixtureModel,
  fixtureModel,
  heartTrainingRows,
  rowOf,
} from "../packages/compiler/reference/fixture-model.ts";
import { fixtureJson } from "../packages/model/src/test-support/onnx-fixtures.ts";
import type { FixtureResult } from "./model-table.ts";

/** Rows that are asked one by one, each with a key set of its own, which takes seconds. */
const ROWS_WITH_KEYS = 4;

/** A row that the schema admits: prepared, and the label that onnxruntime gives it. */
interface Sample {
  readonly values: Float64Array;
  readonly label: OutputValue | undefined;
}

/**
 * Compiles a fixture as a data scientist would and asks every plan about its sample rows through whole frames.
 * @throws VelumError PLAN_RELINEARIZATION and others for models that no plan computes
 */
export async function measureFixture(name: string): Promise<readonly FixtureResult[]> {
  const fixture = fixtureModel(name);
  const options = optionsFor(fixture);
  const model = readModel(fixture.graph, options);
  const { rangeData } = options;
  const compilation = compile(model, {
    name,
    version: "1",
    protection: "standard",
    allowModelDisclosure: true,
    ...(rangeData === undefined ? {} : { rangeData }),
  });
  return measurePlans(name, model, compilation, samplesOf(fixture, model));
}

/** Training rows where they are in the repository; pixels by what they are; else the sample rows. */
function optionsFor({ name, columns, rows }: FixtureModel): ReadModelOptions {
  if (name.startsWith("digits")) {
    const pixel = { kind: "numeric", unit: "", optional: false, minimum: 0, maximum: 16 };
    const features = columns.map((column) => ({ ...pixel, name: column, label: column }));
    return { schema: checkSchema({ features }), rangeData: { columns, rows } };
  }
  const trained = name.startsWith("heart") && !/columns|strings/.test(name);
  return { rangeData: trained ? heartTrainingRows(name) : { columns, rows } };
}

const isClassifier = (fixture: string): boolean =>
  fixtureJson<{ readonly task: string }>(`${fixture}.json`).task.endsWith("classification");

function samplesOf({ name, columns, rows, expected }: FixtureModel, model: CompilableModel): readonly Sample[] {
  return rows.flatMap((cells, i): readonly Sample[] => {
    try {
      const row = checkRow(model.schema, rowOf(model, columns, cells));
      return [
        {
          values: applyPreprocessing(model.preprocessing, row),
          label: labelOf(model, expected[i]!, isClassifier(name)),
        },
      ];
    } catch {
      return [];
    }
  });
}

async function measurePlans(
  fixture: string,
  model: CompilableModel,
  { bundle, network, report }: Compilation,
  all: readonly Sample[],
): Promise<readonly FixtureResult[]> {
  const loaded = await loadModel(readBundle(bundle));
  return loaded.expectation.plans.map((served): FixtureResult => {
    const plan = loaded.contract.plans.find(({ name }) => name === served.plan.name)!;
    const { rows: most } = plan.packing;
    const samples = all.slice(0, needsKeySet(plan.keys) && most === 1 ? ROWS_WITH_KEYS : all.length);
    const bytes = { request: 0, response: 0 };
    const scores: Float64Array[] = [];
    for (let first = 0; first < samples.length; first += most) {
      const request = new EncryptedRows(
        loaded,
        served,
        samples.slice(first, first + most).map(({ values }) => values),
      );
      const response = infer(loaded, request.bytes, request.keySets);
      Object.assign(bytes, { request: request.bytes.length, response: response.length });
      scores.push(...request.open(response));
    }
    const errors = samples.flatMap(({ values }, i) =>
      Array.from(runPolynomial(network, values), (value, k) => Math.abs(value - scores[i]![k]!)),
    );
    const labels = samples.map(
      ({ label }, i) => [label, labelOf(model, outputsOf(model, scores[i]!), isClassifier(fixture))] as const,
    );
    const same = labels.filter(([expected, got]) => expected === got).length;
    const { preset, ringDegree } = report.plans.find(({ name }) => name === plan.name)!.parameters;
    return {
      fixture,
      plan: plan.name,
      preset,
      ringDegree,
      rowsPerRequest: most,
      bytes,
      promise: plan.precision.maxError,
      measured: Math.max(...errors),
      approximation: report.approximation?.largest ?? 0,
      agreement: labels[0]![0] === undefined ? null : { same, rows: samples.length },
    };
  });
}

const outputsOf = (
  { postprocessing }: CompilableModel,
  scores: Float64Array,
): Readonly<Record<string, OutputValue>> => {
  const prediction = applyPostprocessing(postprocessing, scores);
  return prediction.kind === "outputs" ? prediction.outputs : {};
};

/** The label, or which side of an even chance a single number of a classifier is on; undefined for quantities. */
function labelOf(
  { postprocessing }: CompilableModel,
  outputs: Readonly<Record<string, OutputValue>>,
  classifies: boolean,
): OutputValue | undefined {
  if (postprocessing.kind !== "outputs") return undefined;
  const label = postprocessing.outputs.find(({ kind }) => kind === "label");
  if (label !== undefined) return outputs[label.name];
  const [only] = postprocessing.outputs;
  if (!classifies || only === undefined) return undefined;
  const score = outputs[only.name];
  return String(Number(Array.isArray(score) ? score[0] : score) > (only.steps.at(-1)?.kind === "sigmoid" ? 0.5 : 0));
}
