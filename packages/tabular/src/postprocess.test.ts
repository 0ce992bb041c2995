import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPostprocessing, checkPostprocessing } from "./postprocess.ts";
import { sigmoid } from "./sigmoid.ts";
import { tabularError, withChange } from "./test-support/sample-schema.ts";

const json = { kind: "sigmoid", name: "heart disease", labels: ["no disease", "disease"], threshold: 0.75 };
const identity = { kind: "identity", name: "progression", unit: "mg/dl" };

describe("checkPostprocessing", () => {
  it.each([json, identity])("returns a frozen copy that survives JSON: $kind", (value) => {
    const checked = checkPostprocessing(JSON.parse(JSON.stringify(value)));
    expect(checked).toEqual(value);
    expect(Object.isFrozen(checked)).toBe(true);
  });

  it.each<[string, (string | number)[], unknown, string]>([
    ["an unknown field", ["report"], "https://example.org", "postprocessing"],
    ["another kind", ["kind"], "softmax", "postprocessing.kind"],
    ["one label", ["labels"], ["disease"], "postprocessing.labels"],
    ["three labels", ["labels"], ["a", "b", "c"], "postprocessing.labels"],
    ["the same label twice", ["labels"], ["a", "a"], "postprocessing.labels"],
    ["a label with a control character", ["labels", 1], "a\u0007", "postprocessing.labels[1]"],
    ["a threshold of 0", ["threshold"], 0, "postprocessing.threshold"],
    ["a threshold of 1", ["threshold"], 1, "postprocessing.threshold"],
    [
      "a calibration that falls",
      ["calibration"],
      { kind: "platt", slope: -1, offset: 0 },
      "postprocessing.calibration.slope",
    ],
    [
      "a calibration of code",
      ["calibration"],
      { kind: "platt", slope: 1, offset: 0, run: "x" },
      "postprocessing.calibration",
    ],
    ["a threshold of NaN", ["threshold"], Number.NaN, "postprocessing.threshold"],
  ])("refuses %s", (_, path, change, argument) => {
    const changed = withChange(json, path, change);
    expect(tabularError("POSTPROCESSING_INVALID", () => checkPostprocessing(changed)).argument).toBe(argument);
  });

  it("refuses a field of the other kind, and what is no object", () => {
    tabularError("POSTPROCESSING_INVALID", () => checkPostprocessing({ ...identity, threshold: 0.5 }));
    tabularError("POSTPROCESSING_INVALID", () => checkPostprocessing(null));
  });
});

describe("applyPostprocessing", () => {
  it("gives probability and label; the threshold itself is positive", () => {
    const postprocessing = checkPostprocessing({ ...json, threshold: 0.5 });
    expect(applyPostprocessing(postprocessing, [0])).toEqual({ kind: "class", probability: 0.5, label: "disease" });
    expect(applyPostprocessing(postprocessing, [-1e-9])).toMatchObject({ label: "no disease" });
    expect(applyPostprocessing(checkPostprocessing(json), [1])).toMatchObject({ label: "no disease" });
    expect(applyPostprocessing(checkPostprocessing(json), [1.1])).toMatchObject({ label: "disease" });
  });

  it("calibrates the probability before the label is chosen", () => {
    const calibration = { kind: "platt", slope: 2, offset: -1 } as const;
    const postprocessing = checkPostprocessing(JSON.parse(JSON.stringify({ ...json, threshold: 0.5, calibration })));
    expect(postprocessing).toEqual({ ...json, threshold: 0.5, calibration });
    const answer = applyPostprocessing(postprocessing, [0.4]);
    expect(answer).toEqual({ kind: "class", probability: sigmoid(-0.2), label: "no disease" });
  });

  it("gives a quantity as it is", () => {
    expect(applyPostprocessing(checkPostprocessing(identity), [151.5])).toEqual({ kind: "value", value: 151.5 });
  });

  it.each([[[]], [[1, 2]], [[Number.NaN]], [[Infinity]]])("refuses the outputs %j", (outputs) => {
    tabularError("OUTPUT_INVALID", () => applyPostprocessing(checkPostprocessing(json), outputs));
  });
});

describe("sigmoid", () => {
  it("is 1/(1+e^-x) to the last digits, also far out where the plain formula is 0 or overflows", () => {
    expect(sigmoid(Math.log(3))).toBeCloseTo(0.75, 15);
    expect(sigmoid(-745) / Math.exp(-745)).toBe(1);
    expect(sigmoid(-1e4)).toBe(0);
    expect(sigmoid(1e4)).toBe(1);
  });

  it("is symmetric and rising", () => {
    const logit = fc.double({ min: -700, max: 700, noNaN: true });
    fc.assert(
      fc.property(logit, logit, (a, b) => {
        expect(sigmoid(a) + sigmoid(-a)).toBeCloseTo(1, 15);
        expect(sigmoid(Math.max(a, b))).toBeGreaterThanOrEqual(sigmoid(Math.min(a, b)));
      }),
    );
  });
});
