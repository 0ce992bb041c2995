import { compile, readModel, runPolynomial } from "@velum/compiler";
import { loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen } from "@velum/server";
import { applyPreprocessing, checkRow } from "@velum/tabular";
import { expect, test } from "vitest";
import { fixtureModel, heartTrainingRows, numbersOf, rowOf } from "../../compiler/reference/fixture-model.ts";
import { createClient } from "./create-client.ts";

const NAME = "heart-torch-silu-legacy";
/** Rows that are asked; each takes up to a second, and the key set some more. */
const ROWS = 2;

test("two hidden layers of SiLU over HTTP: onnxruntime, the clear program and the answers, within the promise", async () => {
  const { graph, columns, rows, expected } = fixtureModel(NAME);
  const rangeData = heartTrainingRows(NAME);
  const model = readModel(graph, { rangeData });
  const compilation = compile(model, { name: "silu", version: "1", protection: "standard", rangeData });
  const { maxError } = compilation.contract.plans[0]!.precision;
  const server = await listen(buildApp({}, createRegistry([await loadModel(readBundle(compilation.bundle))])));
  const client = await createClient({ url: server.url, model: "silu", version: "1" });
  try {
    for (const [i, cells] of rows.slice(0, ROWS).entries()) {
      const row = rowOf(model, columns, cells);
      const clear = runPolynomial(
        compilation.network,
        applyPreprocessing(model.preprocessing, checkRow(model.schema, row)),
      );
      const { logits } = await client.predict(row);
      expect(Math.abs(logits[0]! - clear[0]!)).toBeLessThanOrEqual(maxError);
      // The report says how far the polynomials are from SiLU on the range data; other rows are no farther than that by much.
      const [exact] = Object.values(expected[i]!).flatMap(numbersOf);
      expect(Math.abs(clear[0]! - exact!)).toBeLessThan(2 * compilation.report.approximation!.largest);
    }
    expect(client.keySets().map(({ answers, plan }) => ({ answers, plan }))).toEqual([
      { answers: ROWS, plan: "diagonal" },
    ]);
  } finally {
    await client.close();
    await server.stop(0);
  }
}, 240_000);
