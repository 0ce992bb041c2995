import { describe, expect, it } from "vitest";
import { runGraph } from "../graph/index.ts";
import {
  type Fixture,
  fixtureBytes,
  fixtureExternalData,
  fixtureInputs,
  fixtureJson,
  fixtureNames,
  flatten,
  flattenExpected,
} from "../test-support/onnx-fixtures.ts";
import { readOnnx } from "./index.ts";

/** onnxruntime computes in float32: 24 bits, and some tens of additions. */
const FLOAT32_ROUNDING = 1e-5;

describe("readOnnx and runGraph agree with onnxruntime", () => {
  for (const name of fixtureNames()) {
    const fixture = fixtureJson<Fixture>(`${name}.json`);
    const sets = { samples: fixture.samples, edgeSamples: fixture.edgeSamples };
    for (const [kind, samples] of Object.entries(sets)) {
      if (samples === undefined) continue;
      it(`on the ${kind} of ${name}`, () => {
        const graph = readOnnx(fixtureBytes(`${name}.onnx`), { externalData: fixtureExternalData(name) });
        const outputs = runGraph(graph, fixtureInputs(fixture, samples));
        expect([...outputs.keys()]).toEqual(Object.keys(samples.outputs));
        for (const [output, value] of outputs) expectClose(flatten(value), flattenExpected(samples.outputs[output]!));
      });
    }
  }

  it("for one row as for many", () => {
    const fixture = fixtureJson<Fixture>("heart-mlp-tanh.json");
    const graph = readOnnx(fixtureBytes("heart-mlp-tanh.onnx"));
    const first = {
      ...fixture.samples,
      inputs: { input: (fixture.samples.inputs["input"] as number[][]).slice(3, 4) },
    };
    const alone = runGraph(graph, fixtureInputs(fixture, first)).get("probabilities")!;
    const together = runGraph(graph, fixtureInputs(fixture, fixture.samples)).get("probabilities")!;
    expect(flatten(alone)).toEqual(flatten(together).slice(6, 8));
  });
});

function expectClose(actual: readonly (number | string)[], expected: readonly (number | string)[]): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map((value) => Math.abs(Number(value))));
  expected.forEach((value, i) => {
    if (typeof value === "string") expect(actual[i]).toBe(value);
    else expect(Math.abs(Number(actual[i]) - value)).toBeLessThanOrEqual(FLOAT32_ROUNDING * largest);
  });
}
