import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createClient } from "@velum/client";
import { compilableLinear, compile } from "@velum/compiler";
import { loadModel } from "@velum/evaluator";
import { heartTableFromRecords, predictInClear, trainHeartModel } from "@velum/model";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen } from "@velum/server";
import { applyPreprocessing } from "@velum/tabular";
import { describe, expect, test } from "vitest";
import { readPage } from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readPage(root, "docs/walkthrough.md").replaceAll(/\s+/g, " ");
const [header, ...records] = readFileSync(`${root}data/heart-disease.csv`, "utf8")
  .trim()
  .split(/\r?\n/)
  .map((line) => line.split(","));
const table = heartTableFromRecords(header!, records);
const { model, split, ...rest } = trainHeartModel(table, 7);
const compilable = compilableLinear(model, rest);
const { bundle, contract, report } = compile(compilable, { name: "heart", version: "1", protection: "standard" });
const plan = contract.plans[0]!;
const patient = table.rows[split.test[0]!]!;
const clear = predictInClear({ model, ...rest }, patient).outputs[0]!;

describe("the patient of the walkthrough", () => {
  test("is the second of the data, and was not learned from", () => {
    expect(split.test[0]).toBe(1);
    expect(split.train).not.toContain(1);
    expect(patient).toMatchObject({ sex: 1, age: 67, cp: 4, trestbps: 160, chol: 286, ca: 3 });
    expect(page).toContain(`splits ${split.train.length} patients for training from ${split.test.length} for testing`);
  });

  test("becomes the numbers of the page", () => {
    const numbers = applyPreprocessing(rest.preprocessing, patient);
    expect(page).toContain(`makes ${numbers.length} numbers of ${contract.schema.features.length} values`);
    expect(page).toContain(`${numbers[0]!.toFixed(3)} for the age, ${numbers[1]!.toFixed(3)} for the blood pressure`);
    expect(Array.from(numbers.slice(9, 13))).toEqual([0, 0, 0, 1]);
    expect(page).toContain(`The clear model says ${clear.toFixed(4)}`);
  });

  test("meets the plan of the page", () => {
    expect(page).toContain(`ring degree ${plan.parameters.ringDegree}`);
    expect(page).toContain(`${report.plans[0]!.parameters.securityBits} bits of security`);
    expect(page).toContain(`in coefficient ${plan.response.positions[0]}.`);
    expect(page).toContain(`output above ${plan.response.bound}`);
    expect(page).toContain(`within ${plan.precision.maxError} of the clear one`);
    expect(page).toContain(`${plan.response.modulusBits} bits a value instead of 30`);
    expect(page).toContain(`weights times ${plan.parameters.primes[1]},`);
    expect([plan.input.scale, plan.precision.roundingStep]).toEqual([2 ** 24, 2 ** -11]);
    expect(plan.nodes).toHaveLength(8);
  });

  test("is answered in the bytes of the page", async () => {
    const server = await listen(buildApp({}, createRegistry([await loadModel(readBundle(bundle))])));
    try {
      const client = await createClient({ url: server.url, model: "heart" });
      const { bytes, logits } = await client.predict(patient);
      expect(page).toContain(`one frame of ${bytes.request.toLocaleString("en")} bytes`);
      expect(page).toContain(`${bytes.response.toLocaleString("en")} bytes. Then the request is forgotten`);
      expect(Math.abs(logits[0]! - clear)).toBeLessThan(plan.precision.maxError);
      client.close();
    } finally {
      await server.stop();
    }
  });
});
