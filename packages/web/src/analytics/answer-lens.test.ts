import type { Contract } from "@velum/protocol";
import { checkPostprocessing, type Postprocessing, sigmoid } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { createAnswerLens, logOdds } from "./answer-lens.ts";
import { withoutCalibration } from "./without-calibration.ts";

const contractWith = (postprocessing: unknown, outputs = ["score"]): Contract =>
  ({ postprocessing: checkPostprocessing(postprocessing, outputs.length), outputs }) as unknown as Contract;

const calibration = { kind: "platt", slope: 0.5, offset: 0.25 };
const sigmoidOutput = { kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.3 };
const readings = (first: object) => ({
  kind: "outputs",
  outputs: [
    {
      kind: "label",
      name: "target",
      steps: [first],
      choice: { kind: "threshold", at: 0.5, inclusive: true },
      labels: [0, 1],
    },
    {
      kind: "values",
      name: "target probabilities",
      steps: [first, { kind: "affine", weights: [[-1], [1]], bias: [1, 0] }],
    },
  ],
});

describe("a contract with a score", () => {
  it.each([
    ["a sigmoid", sigmoidOutput],
    ["outputs of a model file", readings({ kind: "sigmoid" })],
  ])("as %s: compares the decrypted number itself, which the promise speaks of", (_, postprocessing) => {
    const lens = createAnswerLens(contractWith(postprocessing));
    expect([lens.task, lens.promised]).toEqual(["binary", true]);
    expect(lens.encrypted([1.25]).compared).toEqual([1.25]);
  });

  it.each([
    ["a sigmoid", { ...sigmoidOutput, calibration }],
    ["outputs of a model file", readings({ kind: "calibrate", calibration })],
  ])("as %s that was calibrated: tells both probabilities", (_, postprocessing) => {
    const { prediction, plain } = createAnswerLens(contractWith(postprocessing)).encrypted([2]);
    expect(plain![0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    expect(prediction![0]).toBeCloseTo(1 / (1 + Math.exp(-1.25)), 12);
  });

  it("gives the clear answer the contract's calibration, so that both are of one kind", () => {
    const lens = createAnswerLens(contractWith(readings({ kind: "calibrate", calibration })));
    const p = sigmoid(2);
    const clear = lens.clear({ target: 1, "target probabilities": [1 - p, p] });
    const encrypted = lens.encrypted([2]);
    expect(clear.compared[0]).toBeCloseTo(2, 12);
    expect(clear.prediction![0]).toBeCloseTo(encrypted.prediction![0]!, 12);
    expect(clear.label).toBe(encrypted.label);
  });

  it("says from which probability on", () => {
    expect(createAnswerLens(contractWith(sigmoidOutput)).threshold).toBe(0.3);
    expect(createAnswerLens(contractWith(readings({ kind: "sigmoid" }))).threshold).toBe(0.5);
  });
});

describe("other answers", () => {
  it("a quantity is compared as it is", () => {
    const lens = createAnswerLens(contractWith({ kind: "identity", name: "progression", unit: "" }));
    expect([lens.task, lens.promised, lens.clear({ variable: 152.5 }).compared]).toEqual(["regression", true, [152.5]]);
  });

  it("a probability that is no sigmoid of the number is compared without the promise", () => {
    const steps = [{ kind: "affine", weights: [[3]], bias: [1] }, { kind: "sigmoid" }];
    const reading = {
      kind: "label",
      name: "l",
      steps,
      choice: { kind: "threshold", at: 0.5, inclusive: true },
      labels: [0, 1],
    };
    const values = {
      kind: "values",
      name: "p",
      steps: [...steps, { kind: "affine", weights: [[-1], [1]], bias: [1, 0] }],
    };
    const lens = createAnswerLens(contractWith({ kind: "outputs", outputs: [reading, values] }));
    expect(lens.promised).toBe(false);
    expect(lens.encrypted([0.5]).compared[0]).toBeCloseTo(2.5, 9);
    expect(lens.clear({ l: 1, p: [1 - sigmoid(2.5), sigmoid(2.5)] }).compared[0]).toBeCloseTo(2.5, 9);
  });

  it("several classes are compared by their probabilities", () => {
    const outputs = [
      { kind: "label", name: "l", steps: [], choice: { kind: "largest" }, labels: ["a", "b", "c"] },
      { kind: "values", name: "p", steps: [{ kind: "softmax" }] },
    ];
    const lens = createAnswerLens(contractWith({ kind: "outputs", outputs }, ["x", "y", "z"]));
    expect([lens.task, lens.promised, lens.labels]).toEqual(["multiclass", false, ["a", "b", "c"]]);
    expect(lens.encrypted([0, 1, 0]).label).toBe(1);
    expect(lens.clear({ l: "c", p: [0.1, 0.2, 0.7] })).toMatchObject({ label: 2, compared: [0.1, 0.2, 0.7] });
  });
});

it("log-odds undo the sigmoid", () => {
  for (const score of [-15, -3, 0, 0.1, 8]) expect(logOdds(sigmoid(score))).toBeCloseTo(score, 8);
});

it("nothing is taken from a post-processing that was never calibrated", () => {
  expect(withoutCalibration(checkPostprocessing(sigmoidOutput) as Postprocessing)).toBeNull();
});
