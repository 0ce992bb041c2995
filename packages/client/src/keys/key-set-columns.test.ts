import { keySetFrameBytes, presets } from "@velum/ckks";
import { compile } from "@velum/compiler";
import { loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { expect, test } from "vitest";
import { modelOf } from "../../../compiler/reference/deep-model.ts";
import { numbersOf, runSquareNetwork, squareNetworkOf } from "../../../compiler/reference/square-networks.ts";
import { startServer } from "../../reference/test-server.ts";
import { createClient } from "../create-client.ts";

test("two hidden layers: many rows go by columns, whose key set is the relinearization key alone, one row by diagonal", async () => {
  const shape = { widths: [3, 4, 2, 1], seed: 1 };
  const options = { name: "net", version: "1", protection: "standard", allowModelDisclosure: true } as const;
  const model = await loadModel(readBundle(compile(modelOf(shape), options).bundle));
  const server = await startServer(model);
  const client = await createClient({ url: server.url, model: "net", retries: 0 });
  try {
    const next = numbersOf(2);
    const rows = Array.from({ length: 40 }, () => [next(), next(), next()]);
    const named = rows.map((row) => Object.fromEntries(row.map((value, j) => [`f${j}`, value])));
    const plan = model.contract.plans.find(({ name }) => name === "columns")!;
    let at = 0;
    for await (const answer of client.predictMany(named)) {
      const [expected] = runSquareNetwork(squareNetworkOf(shape), rows[at++]!);
      const [value] = answer.logits;
      expect(Math.abs(value! - expected!)).toBeLessThanOrEqual(plan.precision.maxError);
    }
    expect(at).toBe(rows.length);
    await client.predict(named[0]!);
    const puts = server.seen.filter(({ line }) => line.startsWith("PUT "));
    expect(puts.map(({ line }) => line.replace(/[0-9a-f]{64}/, "{id}"))).toEqual([
      "PUT /v2/keys/{id}?model=net&plan=columns",
      "PUT /v2/keys/{id}?model=net&plan=diagonal",
    ]);
    const keys = { publicKeyLevel: 1, relinearization: 4, rotations: [] };
    expect(puts[0]!.body).toHaveLength(keySetFrameBytes(presets.deep, keys));
  } finally {
    await client.close();
    await server.stop();
  }
}, 60_000);
