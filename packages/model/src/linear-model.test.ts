import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLinearModel, runLinear } from "./linear-model.ts";
import { modelError } from "./test-support/model-error.ts";

const parts = {
  featureNames: ["a", "b", "c"],
  outputNames: ["y", "z"],
  weights: [1, 2, 3, 40, 50, 60],
  bias: [0.5, -0.5],
};

describe("createLinearModel", () => {
  it("keeps copies", () => {
    const weights = Float64Array.from(parts.weights);
    const model = createLinearModel({ ...parts, weights });
    weights.fill(0);
    expect([...model.weights]).toEqual(parts.weights);
    expect(Object.isFrozen(model) && Object.isFrozen(model.featureNames)).toBe(true);
  });

  it.each([
    ["weights", { weights: [1, 2, 3, 4, 5] }],
    ["weights", { weights: [1, 2, 3, 4, 5, Number.NaN] }],
    ["bias", { bias: [1] }],
    ["bias", { bias: [1, Infinity] }],
    ["featureNames", { featureNames: [], weights: [] }],
    ["outputNames", { outputNames: [], weights: [], bias: [] }],
  ])("refuses %s in %j", (argument, change) => {
    expect(modelError("MODEL_INVALID", () => createLinearModel({ ...parts, ...change })).argument).toBe(argument);
  });
});

describe("runLinear", () => {
  it("adds the bias to the product of each row of weights", () => {
    expect([...runLinear(createLinearModel(parts), [1, 10, 100])]).toEqual([321.5, 6539.5]);
  });

  it("agrees with exact integer arithmetic for any shape", () => {
    const integer = fc.integer({ min: -(2 ** 20), max: 2 ** 20 });
    const shape = fc.record({ features: fc.integer({ min: 1, max: 40 }), outputs: fc.integer({ min: 1, max: 5 }) });
    const list = (length: number) => fc.array(integer, { minLength: length, maxLength: length });
    const model = shape.chain(({ features, outputs }) =>
      fc.record({ weights: list(features * outputs), bias: list(outputs), x: list(features) }),
    );
    fc.assert(
      fc.property(model, ({ weights, bias, x }) => {
        const featureNames = x.map((_, index) => `x${index}`);
        const outputNames = bias.map((_, index) => `y${index}`);
        const got = runLinear(createLinearModel({ featureNames, outputNames, weights, bias }), x);
        const exact = bias.map((b, output) =>
          x.reduce((sum, value, i) => sum + BigInt(value) * BigInt(weights[output * x.length + i]!), BigInt(b)),
        );
        expect([...got].map(BigInt)).toEqual(exact);
      }),
    );
  });

  it.each([[[1, 2]], [[1, 2, 3, 4]]])("refuses an input of another length: %j", (x) => {
    modelError("MODEL_INPUT_INVALID", () => runLinear(createLinearModel(parts), x));
  });
});
