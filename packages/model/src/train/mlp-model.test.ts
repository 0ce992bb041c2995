import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelError } from "../test-support/model-error.ts";
import { createMlpModel, type MlpModelParts, runMlp } from "./mlp-model.ts";

const square = { kind: "polynomial", coefficients: [0, 0, 1] } as const;
const identity = { kind: "identity" } as const;
const parts: MlpModelParts = {
  featureNames: ["a", "b"],
  outputNames: ["y"],
  layers: [
    { weights: Float64Array.of(1, 2, 3, 4), bias: Float64Array.of(0, -1), activation: square },
    { weights: Float64Array.of(10, 1), bias: Float64Array.of(5), activation: identity },
  ],
};

describe("runMlp", () => {
  it("adds, squares, adds", () => {
    // (1·1 + 2·2)² = 25, (3·1 + 4·2 - 1)² = 100
    expect([...runMlp(createMlpModel(parts), [1, 2])]).toEqual([10 * 25 + 100 + 5]);
  });

  it("agrees with exact integer arithmetic for any shape and polynomial", () => {
    const integer = fc.integer({ min: -4, max: 4 });
    const list = (length: number) => fc.array(integer, { minLength: length, maxLength: length });
    const net = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }).chain((sizes) =>
      fc.record({
        x: list(sizes[0]!),
        layers: fc.tuple(
          ...sizes.slice(1).map((outputs, layer) =>
            fc.record({
              weights: list(outputs * sizes[layer]!),
              bias: list(outputs),
              coefficients: fc.tuple(
                integer,
                integer,
                integer.filter((c) => c !== 0),
              ),
            }),
          ),
        ),
      }),
    );
    fc.assert(
      fc.property(net, ({ x, layers }) => {
        const model = createMlpModel({
          featureNames: x.map((_, i) => `x${i}`),
          outputNames: layers.at(-1)!.bias.map((_, i) => `y${i}`),
          layers: layers.map(({ weights, bias, coefficients }) => ({
            weights: Float64Array.from(weights),
            bias: Float64Array.from(bias),
            activation: { kind: "polynomial", coefficients },
          })),
        });
        const exact = layers.reduce(
          (values, { weights, bias, coefficients: [c0, c1, c2] }) =>
            bias.map((b, output) => {
              const z = values.reduce((sum, v, i) => sum + v * BigInt(weights[output * values.length + i]!), BigInt(b));
              return BigInt(c0) + BigInt(c1) * z + BigInt(c2) * z * z;
            }),
          x.map(BigInt),
        );
        const got = Array.from(runMlp(model, x));
        // Three layers of squares can pass 2^53, where doubles round.
        expect(got.every((value, i) => Math.abs(value - Number(exact[i]!)) <= 1e-12 * Math.abs(value))).toBe(true);
      }),
    );
  });

  it("refuses an input of another length", () => {
    modelError("MODEL_INPUT_INVALID", () => runMlp(createMlpModel(parts), [1]));
  });
});

describe("createMlpModel", () => {
  it("keeps frozen copies", () => {
    const weights = Float64Array.of(10, 1);
    const model = createMlpModel({ ...parts, layers: [parts.layers[0]!, { ...parts.layers[1]!, weights }] });
    weights.fill(0);
    expect([...model.layers[1]!.weights]).toEqual([10, 1]);
    expect([model, model.layers, model.layers[0]].every(Object.isFrozen)).toBe(true);
  });

  const withLayer = (change: object): MlpModelParts => ({
    ...parts,
    layers: [{ ...parts.layers[0]!, ...change }, parts.layers[1]!],
  });
  it.each<[string, string, MlpModelParts]>([
    ["no layers", "layers", { ...parts, layers: [] }],
    ["a weight too few", "layers[0].weights", withLayer({ weights: Float64Array.of(1, 2, 3) })],
    ["no outputs", "layers[0].bias", withLayer({ weights: new Float64Array(), bias: new Float64Array() })],
    [
      "layers that do not meet",
      "layers[1].weights",
      withLayer({ weights: Float64Array.of(1, 2), bias: Float64Array.of(1) }),
    ],
    ["an infinite bias", "layers[0].bias", withLayer({ bias: Float64Array.of(0, Infinity) })],
    [
      "an affine activation",
      "layers[0].activation",
      withLayer({ activation: { kind: "polynomial", coefficients: [1, 2, 0] } }),
    ],
    [
      "a high degree",
      "layers[0].activation",
      withLayer({ activation: { kind: "polynomial", coefficients: new Array(10).fill(1) } }),
    ],
    [
      "a coefficient that is none",
      "layers[0].activation",
      withLayer({ activation: { kind: "polynomial", coefficients: [0, 0, Number.NaN] } }),
    ],
    ["other output names", "outputNames", { ...parts, outputNames: ["y", "z"] }],
  ])("refuses %s", (_, argument, broken) => {
    expect(modelError("MODEL_INVALID", () => createMlpModel(broken)).argument).toBe(argument);
  });
});
