import { runLinear } from "@velum/model";
import { applyPreprocessing, checkRow, type Row } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureShape, featureShapes, noise, type Sample, sample } from "../../reference/models.ts";
import { checkModel } from "./check-model.ts";
import { fitActivation } from "./fit-activation.ts";
import { inputRanges } from "./input-groups.ts";
import { layeredNetwork } from "./layered-network.ts";
import { type ProvedRange, proveRange } from "./prove-range.ts";

function prove({ model, options }: Pick<Sample, "model" | "options">): ProvedRange {
  const checked = checkModel(model, options);
  const ranges = inputRanges(checked);
  return proveRange(fitActivation(layeredNetwork(checked.layers), ranges, [], 1), null, ranges);
}

/** The row that makes output 0 as large (or as small) as it can be, chosen feature by feature. */
function extremeRow(shapes: readonly FeatureShape[], weights: Float64Array, sign: number): Row {
  let column = 0;
  const row: Record<string, number> = {};
  shapes.forEach((shape, i) => {
    if (shape.kind === "numeric") {
      row[`f${i}`] = sign * weights[column++]! > 0 ? shape.minimum + shape.width : shape.minimum;
      return;
    }
    const listed = shape.categories - (shape.complete ? 0 : 1);
    const choices = Array.from({ length: shape.categories }, (_, code) =>
      code < listed ? sign * weights[column + code]! : 0,
    );
    row[`f${i}`] = choices.indexOf(Math.max(...choices));
    column += listed;
  });
  return row;
}

describe("proveRange", () => {
  it("is the largest output of a linear model that any legal row has, and no more", () => {
    fc.assert(
      fc.property(featureShapes, fc.nat(), (shapes, seed) => {
        const made = sample(shapes, 1, noise(seed));
        const { linear, model } = made;
        const { largest } = prove(made);
        const reached = [1, -1].map((sign) => {
          const row = checkRow(model.schema, extremeRow(shapes, linear.weights, sign));
          return Math.abs(runLinear(linear, applyPreprocessing(model.preprocessing, row))[0]!);
        });
        expect(Math.max(...reached)).toBeLessThanOrEqual(largest * (1 + 1e-12));
        expect(Math.max(...reached)).toBeGreaterThan(largest * (1 - 1e-9));
      }),
    );
  });

  it("tells a power of two that holds for the model at hand", () => {
    fc.assert(
      fc.property(featureShapes, fc.integer({ min: 1, max: 4 }), fc.nat(), (shapes, outputs, seed) => {
        const { largest, bound } = prove(sample(shapes, outputs, noise(seed)));
        expect(Number.isInteger(Math.log2(bound))).toBe(true);
        expect(bound).toBeGreaterThan(largest);
        expect(bound === 1 || bound / 2 < largest * 1.000001).toBe(true);
      }),
    );
  });

  it("refuses a feature that can have one value only", () => {
    const { model, options } = sample([{ kind: "one-hot", categories: 2, complete: true }], 1, noise(1));
    const schema = {
      features: [
        { kind: "categorical", name: "f0", label: "F", optional: false, categories: [{ code: 3, label: "c" }] },
      ],
    } as const;
    const preprocessing = { steps: [{ feature: "f0", encode: { kind: "number" } }] } as const;
    const layer = {
      kind: "affine",
      inputs: 1,
      outputs: 1,
      weights: Float64Array.of(1),
      bias: Float64Array.of(0),
    } as const;
    const fixed = { ...model, schema, preprocessing, layers: [layer] };
    expect(() => prove({ model: fixed, options })).toThrow(expect.objectContaining({ code: "COMPILE_UNBOUNDED" }));
  });
});
