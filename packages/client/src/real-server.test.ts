import { readFileSync } from "node:fs";
import { compilableLinear, compile } from "@velum/compiler";
import { loadModel } from "@velum/evaluator";
import { heartTableFromRecords, predictInClear, trainHeartModel } from "@velum/model";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen } from "@velum/server";
import { expect, test } from "vitest";
import { codeOf, errorOf } from "../reference/code-of.ts";
import { createClient } from "./create-client.ts";

const text = readFileSync(new URL("../../../data/heart-disease.csv", import.meta.url), "utf8");
const [header = [], ...records] = text
  .trimEnd()
  .split(/\r?\n/)
  .map((line) => line.split(","));
const table = heartTableFromRecords(header, records);
const heart = trainHeartModel(table, 7);

test("the heart model behind the real server: 20 patients, the clear model's labels, logits within the promise", async () => {
  const { bundle, contract } = compile(compilableLinear(heart.model, heart), {
    name: "heart",
    version: "1",
    protection: "standard",
  });
  const server = await listen(buildApp({}, createRegistry([await loadModel(readBundle(bundle))])));
  try {
    const client = await createClient({ url: server.url, model: "heart", version: "1" });
    expect(client.contract).toEqual(contract);
    for (const index of heart.split.test.slice(0, 20)) {
      const row = table.rows[index]!;
      const clear = predictInClear(heart, row);
      const answer = await client.predict(row);
      if (answer.kind !== "class" || clear.prediction.kind !== "class") throw new Error("expected classes");
      expect(Math.abs(answer.logits[0]! - clear.outputs[0]!)).toBeLessThanOrEqual(0.004);
      expect(answer.label).toBe(clear.prediction.label);
      // A logit's error reaches the probability at most by a quarter.
      expect(Math.abs(answer.probability - clear.prediction.probability)).toBeLessThanOrEqual(0.001);
      expect(answer.milliseconds.server).toBeGreaterThan(0);
    }
    expect(await errorOf(createClient({ url: server.url, model: "lungs" }))).toMatchObject({
      code: "SERVER_REFUSED",
      server: { status: 404, code: "MODEL_UNKNOWN" },
    });
  } finally {
    await server.stop(0);
  }
  expect(await codeOf(createClient({ url: server.url, model: "heart", retries: 0 }))).toBe("SERVER_UNREACHABLE");
});
