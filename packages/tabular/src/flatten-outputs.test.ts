import { expect, it } from "vitest";
import { flattenOutputs } from "./flatten-outputs.ts";
import { applyPostprocessing, checkPostprocessing } from "./postprocess.ts";

const flatten = (postprocessing: unknown, scores: readonly number[]) =>
  flattenOutputs(applyPostprocessing(checkPostprocessing(postprocessing, scores.length), scores));

it("gives a column to each number and label, in the order of the outputs", () => {
  const largest = { kind: "largest" };
  const outputs = [
    { kind: "label", name: "label", steps: [], choice: largest, labels: ["no", "yes"] },
    { kind: "values", name: "probabilities", steps: [] },
    { kind: "map", name: "by label", steps: [], keys: ["no", "yes"] },
    { kind: "values", name: "margin", steps: [{ kind: "affine", weights: [[1, 1]], bias: [0] }] },
  ];
  expect(flatten({ kind: "outputs", outputs }, [0.25, 0.5])).toEqual([
    { name: "label", value: "yes" },
    { name: "probabilities[0]", value: 0.25 },
    { name: "probabilities[1]", value: 0.5 },
    { name: "by label[no]", value: 0.25 },
    { name: "by label[yes]", value: 0.5 },
    { name: "margin", value: 0.75 },
  ]);
});

it("gives probability and label of a class, and a quantity", () => {
  const sigmoid = { kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 };
  expect(flatten(sigmoid, [0])).toEqual([
    { name: "probability", value: 0.5 },
    { name: "label", value: "yes" },
  ]);
  expect(flatten({ kind: "identity", name: "progression", unit: "" }, [151.5])).toEqual([
    { name: "value", value: 151.5 },
  ]);
});
