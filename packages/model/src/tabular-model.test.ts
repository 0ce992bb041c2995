import { checkPostprocessing, checkPreprocessing, checkSchema, TabularError } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { createLinearModel } from "./linear-model.ts";
import { createTabularModel, predictInClear } from "./tabular-model.ts";
import { modelError } from "./test-support/model-error.ts";

const schema = checkSchema({
  features: [
    { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 0, maximum: 120, optional: false },
    { kind: "categorical", name: "sex", label: "Sex", optional: true, categories: codes(0, 1) },
  ],
});
const preprocessing = checkPreprocessing(
  {
    steps: [
      { feature: "age", encode: { kind: "standardize", mean: 50, scale: 10 } },
      { feature: "sex", impute: { strategy: "mode", value: 1 }, encode: { kind: "one-hot", categories: [0, 1] } },
    ],
  },
  schema,
);
const postprocessing = checkPostprocessing({ kind: "sigmoid", name: "risk", labels: ["low", "high"], threshold: 0.5 });
const featureNames = ["age", "sex=0", "sex=1"];
const linear = { featureNames, outputNames: ["logit"], weights: [2, -1, 1], bias: [0.5] };
const parts = { schema, preprocessing, model: createLinearModel(linear), postprocessing };

function codes(...list: number[]) {
  return list.map((code) => ({ code, label: `code ${code}` }));
}

describe("predictInClear", () => {
  it("goes from the row to the label, with the missing value filled in", () => {
    const { outputs, prediction } = predictInClear(createTabularModel(parts), { age: 40 });
    expect([...outputs]).toEqual([-0.5]); // 2 * -1 + 1 + 0.5
    expect(prediction).toMatchObject({ kind: "class", label: "low" });
    expect(prediction).toHaveProperty("probability", expect.closeTo(1 / (1 + Math.exp(0.5)), 15));
  });

  it("refuses a row out of range with the field's name", () => {
    expect(() => predictInClear(createTabularModel(parts), { age: 130 })).toThrow(TabularError);
    expect(() => predictInClear(createTabularModel(parts), { age: 130 })).toThrow("row.age");
  });
});

describe("createTabularModel", () => {
  it.each([
    ["model.featureNames", { ...linear, featureNames: ["age", "sex=1", "sex=0"] }],
    ["model.featureNames", { ...linear, featureNames: ["age", "sex=0"], weights: [2, -1] }],
    ["model.outputNames", { ...linear, outputNames: ["a", "b"], weights: [2, -1, 1, 2, -1, 1], bias: [0, 0] }],
  ])("refuses %s that do not fit", (argument, changed) => {
    const create = () => createTabularModel({ ...parts, model: createLinearModel(changed) });
    expect(modelError("MODEL_INVALID", create).argument).toBe(argument);
  });
});
