import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPostprocessing, checkPostprocessing } from "./postprocess.ts";
import { tabularError, withChange } from "./test-support/sample-schema.ts";

const label = {
  kind: "label",
  name: "label",
  steps: [{ kind: "softmax" }],
  choice: { kind: "largest" },
  labels: ["setosa", "virginica", 2],
};
const probabilities = { kind: "map", name: "probabilities", steps: [{ kind: "softmax" }], keys: [0, 1, 2] };
const margin = {
  kind: "values",
  name: "margin",
  steps: [
    { kind: "affine", weights: [[1, -1, 0]], bias: [0.5] },
    { kind: "clip", low: -1, high: 4 },
  ],
};
const three = { kind: "outputs", outputs: [label, probabilities, margin] };

function outputsOf(value: unknown, scores: readonly number[]) {
  const prediction = applyPostprocessing(checkPostprocessing(value, scores.length), scores);
  return prediction.kind === "outputs" ? prediction.outputs : expect.unreachable();
}

describe("readings of outputs", () => {
  it("survive JSON, frozen to the bottom", () => {
    const checked = checkPostprocessing(JSON.parse(JSON.stringify(three)), 3);
    expect(checked).toEqual(three);
    const all = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(all));
    expect(all(checked)).toBe(true);
  });

  it("give a label, numbers by key, and a single number", () => {
    const outputs = outputsOf(three, [1, 3, 2]);
    expect(outputs["label"]).toBe("virginica");
    expect(outputs["margin"]).toBe(-1);
    const shares = [Math.exp(1), Math.exp(3), Math.exp(2)];
    const sum = shares.reduce((a, b) => a + b);
    const map = outputs["probabilities"] as Record<string, number>;
    shares.forEach((share, i) => {
      expect(map[i]).toBeCloseTo(share / sum, 12);
    });
  });

  it("take the first of equal numbers, and the threshold itself as told", () => {
    expect(outputsOf(three, [5, 5, 5])["label"]).toBe("setosa");
    for (const inclusive of [true, false]) {
      const reading = { ...label, steps: [], choice: { kind: "threshold", at: 0.5, inclusive }, labels: [0, 1] };
      expect(outputsOf({ kind: "outputs", outputs: [reading] }, [0.5])["label"]).toBe(Number(inclusive));
    }
  });

  it("calibrate one logit, by a closed form", () => {
    const step = { kind: "calibrate", calibration: { kind: "platt", slope: 2, offset: -1 } };
    const reading = { kind: "values", name: "p", steps: [{ kind: "affine", weights: [[-1, 1]], bias: [0] }, step] };
    const value = { kind: "outputs", outputs: [reading] };
    expect(checkPostprocessing(JSON.parse(JSON.stringify(value)), 2)).toEqual(value);
    expect(outputsOf(value, [1, 2])["p"]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    const refused = (steps: readonly unknown[]) =>
      tabularError("POSTPROCESSING_INVALID", () =>
        checkPostprocessing({ kind: "outputs", outputs: [{ ...reading, steps }] }, 2),
      ).argument;
    expect(refused([step])).toBe("postprocessing.outputs[0].steps[0]");
    const falling = { ...step, calibration: { ...step.calibration, slope: -2 } };
    expect(refused([reading.steps[0], falling])).toMatch(/steps\[1\]\.calibration\.slope$/);
    expect(refused([reading.steps[0], { ...step, url: "x" }])).toMatch(/steps\[1\]$/);
  });

  it("follow the definitions of their steps", () => {
    const number = fc.double({ min: -8, max: 8, noNaN: true });
    const definitions: Record<string, (x: number[]) => number[]> = {
      exp: (x) => x.map(Math.exp),
      sigmoid: (x) => x.map((v) => 1 / (1 + Math.exp(-v))),
      tanh: (x) => x.map(Math.tanh),
      softplus: (x) => x.map((v) => Math.log(1 + Math.exp(v))),
      relu: (x) => x.map((v) => (v > 0 ? v : 0)),
      abs: (x) => x.map(Math.abs),
      square: (x) => x.map((v) => v ** 2),
      softmax: (x) => x.map((v) => Math.exp(v) / x.reduce((sum, w) => sum + Math.exp(w), 0)),
      logSoftmax: (x) => x.map((v) => v - Math.log(x.reduce((sum, w) => sum + Math.exp(w), 0))),
    };
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 2, maxLength: 6 }),
        fc.constantFrom(...Object.keys(definitions)),
        (x, kind) => {
          const reading = { kind: "values", name: "y", steps: [{ kind }] };
          const values = outputsOf({ kind: "outputs", outputs: [reading] }, x)["y"] as number[];
          definitions[kind]!(x).forEach((expected, i) => {
            expect(Math.abs(values[i]! - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
          });
        },
      ),
    );
  });

  it("average calibrated margins, as a calibrated linear SVM of three folds does", () => {
    const third = [1 / 3, 1 / 3, 1 / 3];
    const steps = [
      {
        kind: "affine",
        weights: [
          [-1, 0, 0],
          [0, -1, 0],
          [0, 0, -1],
        ],
        bias: [0, 0, 0],
      },
      { kind: "sigmoid" },
      { kind: "affine", weights: [third.map((w) => -w), third], bias: [1, 0] },
    ];
    const reading = { kind: "values", name: "probabilities", steps };
    const label = { kind: "label", name: "label", steps, choice: { kind: "largest" }, labels: [0, 1] };
    const outputs = outputsOf({ kind: "outputs", outputs: [label, reading] }, [-2, 0.5, -1]);
    // Platt: 1 / (1 + exp(a margin + b)), averaged over the folds.
    const p = [-2, 0.5, -1].reduce((sum, z) => sum + 1 / (1 + Math.exp(z)) / 3, 0);
    const [no, yes] = outputs["probabilities"] as number[];
    expect(no).toBeCloseTo(1 - p, 14);
    expect(yes).toBeCloseTo(p, 14);
    expect(outputs["label"]).toBe(1);
  });

  it("divide by each norm, and leave zeros alone", () => {
    for (const [norm, size] of [
      ["l1", 7],
      ["l2", 5],
      ["max", 3],
    ] as const) {
      const normalized = {
        kind: "outputs",
        outputs: [{ kind: "values", name: "y", steps: [{ kind: "normalize", norm }] }],
      };
      expect(outputsOf(normalized, [3, -4])["y"]).toEqual([3 / size, -4 / size]);
      expect(outputsOf(normalized, [0, 0])["y"]).toEqual([0, 0]);
    }
  });

  it.each<[string, (string | number)[], unknown, string]>([
    ["a step of another name", ["outputs", 0, "steps", 0, "kind"], "eval", "postprocessing.outputs[0].steps[0].kind"],
    ["labels for other numbers", ["outputs", 0, "labels"], ["a"], "postprocessing.outputs[0].labels"],
    ["a key twice", ["outputs", 1, "keys"], [0, 1, "0"], "postprocessing.outputs[1].keys[2]"],
    ["keys for other numbers", ["outputs", 1, "keys"], [0], "postprocessing.outputs[1].keys"],
    [
      "a matrix of another width",
      ["outputs", 2, "steps", 0, "weights"],
      [[1]],
      "postprocessing.outputs[2].steps[0].weights[0]",
    ],
    [
      "a matrix of other rows",
      ["outputs", 2, "steps", 0, "weights"],
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
      "postprocessing.outputs[2].steps[0].weights",
    ],
    ["an empty interval", ["outputs", 2, "steps", 1, "low"], 9, "postprocessing.outputs[2].steps[1].high"],
    ["a name twice", ["outputs", 1, "name"], "label", "postprocessing.outputs[1]"],
    ["a name with markup", ["outputs", 1, "name"], "<b>", "postprocessing.outputs[1].name"],
    [
      "a threshold for several numbers",
      ["outputs", 0, "choice"],
      { kind: "threshold", at: 0, inclusive: true },
      "postprocessing.outputs[0].choice",
    ],
    ["another field", ["outputs", 0, "url"], "https://example.org", "postprocessing.outputs[0]"],
  ])("refuse %s", (_, path, change, argument) => {
    const changed = withChange(three, path, change);
    expect(tabularError("POSTPROCESSING_INVALID", () => checkPostprocessing(changed, 3)).argument).toBe(argument);
  });

  it("refuse more than one number for a single logit, and an output that is not finite", () => {
    const identity = { kind: "identity", name: "y", unit: "" };
    tabularError("POSTPROCESSING_INVALID", () => checkPostprocessing(identity, 2));
    tabularError("OUTPUT_INVALID", () =>
      outputsOf({ kind: "outputs", outputs: [{ ...margin, steps: [{ kind: "log" }] }] }, [-1]),
    );
  });
});
