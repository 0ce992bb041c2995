import { type BundlePlan, PLAN_NAMES, readBundle } from "@velum/protocol";
import { applyPreprocessing, checkRow } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { fixtureModel, rowOf } from "../../reference/fixture-model.ts";
import { compile } from "../compile.ts";
import { readModel } from "../model/read-model.ts";
import { runNetwork } from "../network/layers.ts";
import { runClear } from "./run-clear.ts";
import { roundedWeights, simulate } from "./simulate.ts";

/** Words and missing values; three classes, normalized; monomials, and rows in slots. Each is exact: no activation is fitted. */
const compiled = ["heart-logreg-strings", "wine-multinomial", "heart-torch-square-dynamo"].map((name) => {
  const { graph, columns, rows: cells } = fixtureModel(name);
  const model = readModel(graph, { rangeData: { columns, rows: cells } });
  const options = {
    name,
    version: "1",
    protection: "standard",
    plans: PLAN_NAMES,
    allowModelDisclosure: true,
  } as const;
  const inputs = cells.flatMap((row) => {
    try {
      return [applyPreprocessing(model.preprocessing, checkRow(model.schema, rowOf(model, columns, row)))];
    } catch {
      return [];
    }
  });
  return { name, model, plans: readBundle(compile(model, options).bundle).plans, inputs };
});
const cases = compiled.flatMap(({ name, model, plans, inputs }) =>
  plans.map((plan): [string, string, BundlePlan, typeof model, readonly Float64Array[]] => [
    name,
    plan.summary.name,
    plan,
    model,
    inputs,
  ]),
);

const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe.each(cases)("%s by plan %s", (_, __, plan, model, inputs) => {
  it("runs in the clear as the model's own layers do", () => {
    expect(inputs.length).toBeGreaterThan(10);
    for (const x of inputs) {
      const expected = runNetwork({ inputs: x.length, outputs: model.outputs.length, layers: model.layers }, x);
      expect(gap(runClear(plan, x), expected)).toBeLessThan(1e-9);
    }
  });

  it("is simulated within its promise, on multiples of its rounding step, the same for the same seed", () => {
    const outputs = simulate(plan, inputs, 7);
    const { maxError, roundingStep } = plan.summary.precision;
    outputs.forEach((row, i) => {
      expect(gap(row, runClear(plan, inputs[i]!))).toBeLessThanOrEqual(maxError);
      for (const value of row)
        expect(Math.abs(value / roundingStep - Math.round(value / roundingStep))).toBeLessThan(1e-6);
    });
    expect(outputs.some((row, i) => gap(row, runClear(plan, inputs[i]!)) > 0)).toBe(true);
    expect(simulate(plan, inputs, 7)).toEqual(outputs);
    expect(simulate(plan, inputs, 8)).not.toEqual(outputs);
  });

  it("rounds weights, and little else", () => {
    const gaps = inputs.map((x) => gap(roundedWeights(plan, x), runClear(plan, x)));
    expect(Math.max(...gaps)).toBeGreaterThan(0);
    expect(Math.max(...gaps)).toBeLessThan(plan.summary.precision.maxError / 2);
  });
});
