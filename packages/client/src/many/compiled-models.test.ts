import { compile, readModel } from "@velum/compiler";
import { loadModel } from "@velum/evaluator";
import { PLAN_NAMES, type PlanName, readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen, type RunningServer } from "@velum/server";
import { applyPreprocessing, checkRow, flattenOutputs, type Row } from "@velum/tabular";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureModel, rowOf, runInClear } from "../../../compiler/reference/fixture-model.ts";
import { runNetwork } from "../../../compiler/src/network/layers.ts";
import { createClient, type VelumClient } from "../create-client.ts";

// Words and missing values; three classes, normalized; monomials, and rows in slots. Each is exact: no activation is fitted.
const NAMES = ["heart-logreg-strings", "wine-multinomial", "heart-torch-square-dynamo"];

/** What has no hidden layer needs no key set. */
const plansOf = (name: string): readonly PlanName[] =>
  name.includes("square") ? PLAN_NAMES : PLAN_NAMES.filter((plan) => plan !== "diagonal");

interface Served {
  readonly client: VelumClient;
  readonly rows: readonly Row[];
  /** What is encrypted, in the clear: the outputs before post-processing. */
  scores(row: Row): Float64Array;
  /** The whole model in the clear. */
  clear(row: Row): ReturnType<typeof flattenOutputs>;
}

let server: RunningServer;
const served = new Map<string, Served>();
beforeAll(async () => {
  const compiled = NAMES.map((name) => {
    const { graph, columns, rows: cells } = fixtureModel(name);
    const model = readModel(graph, { rangeData: { columns, rows: cells } });
    const options = {
      name,
      version: "1",
      protection: "standard",
      plans: plansOf(name),
      allowModelDisclosure: true,
    } as const;
    const { bundle } = compile(model, options);
    return {
      name,
      model,
      bundle,
      rows: admitted(
        cells.map((row) => rowOf(model, columns, row)),
        model.schema,
      ),
    };
  });
  const models = await Promise.all(compiled.map(({ bundle }) => loadModel(readBundle(bundle))));
  server = await listen(buildApp({}, createRegistry(models)));
  for (const { name, model, rows } of compiled) {
    const client = await createClient({ url: server.url, model: name });
    const scores = (row: Row): Float64Array => {
      const x = applyPreprocessing(model.preprocessing, checkRow(model.schema, row));
      return runNetwork({ inputs: x.length, outputs: model.outputs.length, layers: model.layers }, x);
    };
    const clear = (row: Row) => flattenOutputs({ kind: "outputs", outputs: runInClear(model, row) });
    served.set(name, { client, rows, scores, clear });
  }
});
afterAll(() => server.stop(0));

/** Range data is rounded, so a row of it may lie outside. */
const admitted = (rows: readonly Row[], schema: Parameters<typeof checkRow>[0]): readonly Row[] =>
  rows.filter((row) => {
    try {
      return checkRow(schema, row) !== undefined;
    } catch {
      return false;
    }
  });

describe.each(NAMES)("%s, compiled and behind the real server", (name) => {
  test.each(plansOf(name))("plan %s: outputs within its promise, and the clear model's labels", async (plan) => {
    const { client, rows, scores, clear } = served.get(name)!;
    const summary = client.contract.plans.find((one) => one.name === plan);
    const some = plan === "dot" || plan === "diagonal" ? rows.slice(0, 8) : rows;
    expect(rows.length).toBeGreaterThan(50);
    let disagreements = 0;
    let requests = 0;
    const onProgress = (progress: { requests: number }): void => {
      requests = progress.requests;
    };
    for await (const answer of client.predictMany(some, { plan, onProgress })) {
      const row = some[answer.index]!;
      scores(row).forEach((score, k) => {
        expect(Math.abs(answer.logits[k]! - score)).toBeLessThanOrEqual(summary!.precision.maxError);
      });
      const expected = clear(row);
      const got = flattenOutputs(answer);
      expect(got.map((cell) => cell.name)).toEqual(expected.map((cell) => cell.name));
      got.forEach(({ name: cell, value }, i) => {
        if (cell === "label") disagreements += Number(value !== expected[i]!.value);
      });
    }
    expect(requests).toBe(Math.ceil(some.length / summary!.packing.rows));
    expect(disagreements).toBeLessThanOrEqual(1);
  });
});
