import { readBundle } from "@velum/protocol";
import { checkRow, createAnswerReader, type Prediction } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { LABELS, scoreOf, smallBundle } from "../test-support/small-bundle.ts";
import { type Evidence, evaluateAnswers } from "./evaluate-answers.ts";

const bundle = readBundle(smallBundle().bundle);
const [plan] = bundle.plans;
const people = Array.from({ length: 40 }, (_, i) => ({ age: (i * 37) % 101, site: i % 3 === 0 ? "north" : "south" }));
const scores = people.map(scoreOf);
const none = { keygen: 0, encrypt: 0, server: null, roundTrip: 0, decrypt: 0 };
const bytes = { request: 1, response: 1 };

/** Answers that are off by `shift(i)`. */
const evidence = (shift: (row: number) => number): Evidence => ({
  bundle,
  reader: createAnswerReader(bundle.contract.postprocessing, 1),
  test: {
    rows: people.map((row) => checkRow(bundle.contract.schema, row)),
    // Every fifth is observed otherwise than the model says.
    targets: scores.map((score, i) => Number(score >= 0) ^ Number(i % 5 === 0)),
    places: people.map((_, i) => i + 1),
    refused: 0,
    header: [],
    records: [],
  },
  encrypted: {
    outputs: scores.map((score, i) => [score + shift(i)]),
    plans: people.map(() => plan!.summary.name),
    total: { requests: 1, milliseconds: 1, bytes },
  },
  latency: { rows: 1, milliseconds: none, bytes },
  search: null,
  original: null,
});
const gate = { seed: 1, resamples: 50, minAgreement: null };
const { maxError } = plan!.summary.precision;

describe("evaluateAnswers", () => {
  it("passes answers inside the promise, and measures as counted by hand", () => {
    const { passed, promise, agreement, errors, metrics, confusion, curves } = evaluateAnswers(
      evidence((i) => (i === 3 ? -0.9 : 0.1) * maxError),
      { ...gate, minAgreement: 1 },
    );
    expect([passed, promise.kept, agreement?.same]).toEqual([true, true, 40]);
    expect(promise.plans).toMatchObject([{ rows: 40, maxError }]);
    expect(promise.plans[0]!.largest).toBeCloseTo(0.9 * maxError, 9);
    expect(errors.encrypted.largest).toBeCloseTo(0.9 * maxError, 9);
    expect(errors.encrypted.median).toBeCloseTo(0.1 * maxError, 9);
    expect(metrics.encrypted["accuracy"]?.value).toBeCloseTo(32 / 40, 12);
    expect(confusion?.encrypted.flat().reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(confusion!.encrypted[0]![0]! + confusion!.encrypted[1]![1]!).toBe(32);
    expect(curves?.encrypted.roc.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
  });

  it("fails where one answer is beyond the promise, and names the row first", () => {
    const found = evaluateAnswers(
      evidence((i) => (i === 17 ? 1.01 * maxError : 0)),
      gate,
    );
    expect([found.passed, found.promise.kept]).toEqual([false, false]);
    expect(found.worstRows[0]).toMatchObject({ row: 18, plan: plan!.summary.name });
  });

  it("fails where fewer labels agree than asked for, and lists the rows that differ", () => {
    // A promise that is kept cannot move a label far from zero: take the row that is nearest.
    const sizes = scores.map(Math.abs);
    const nearest = sizes.indexOf(Math.min(...sizes));
    const flipped = evidence((i) => (i === nearest ? -2 * scores[i]! : 0));
    const found = evaluateAnswers(flipped, { ...gate, minAgreement: 0.98 });
    expect([found.passed, found.agreement?.same]).toEqual([false, 39]);
    const positive = Number(scores[nearest]! >= 0);
    expect(found.agreement?.differing).toMatchObject([
      { row: nearest + 1, clear: LABELS[positive], encrypted: LABELS[1 - positive], maxError },
    ]);
    const { margin } = found.agreement!.differing[0]!;
    if (sizes[nearest]! > maxError) expect(margin).toBeNull();
    else expect(Math.abs(margin! - sizes[nearest]!)).toBeLessThanOrEqual(maxError / 1000);
    expect(found.agreement!.borderline).toBe(sizes.filter((size) => size <= maxError).length);
    expect(evaluateAnswers(flipped, { ...gate, minAgreement: 0.97 }).agreement?.minimum).toBe(0.97);
  });

  it("compares with the original's answers, which the gate asks about, too", () => {
    const says = (i: number, label: number, p: number): Prediction => ({
      kind: "outputs",
      outputs: { label: LABELS[i === 5 ? 1 - label : label]!, probabilities: [1 - p, p] },
    });
    const original = scores.map((score, i) => says(i, Number(score >= 0), 1 / (1 + Math.exp(-score - 0.1))));
    const found = evaluateAnswers({ ...evidence(() => 0), original }, { ...gate, minAgreement: 0.98 });
    expect(found.original).toMatchObject({ rows: 40, sameLabel: { clear: 39, encrypted: 39 }, otherLabel: [6] });
    // The sigmoid's slope is at most a quarter.
    expect(found.original!.difference!.clear.largest).toBeLessThanOrEqual(0.025);
    expect(found.original!.difference!.clear.largest).toBeGreaterThan(0.01);
    expect([found.agreement!.same, found.passed]).toEqual([40, false]);
    expect(evaluateAnswers({ ...evidence(() => 0), original }, { ...gate, minAgreement: 0.97 }).passed).toBe(true);
  });

  it("measures the part of right labels alone where one class was observed", () => {
    const one = evidence(() => 0);
    const found = evaluateAnswers({ ...one, test: { ...one.test, targets: people.map(() => 1) } }, gate);
    expect(Object.keys(found.metrics.clear)).toEqual(["accuracy"]);
    expect(found.curves).toBeNull();
    expect(found.notes.join()).toContain("only the part of right labels");
  });
});

describe("createAnswerReader", () => {
  it("takes labels by text or as numbers, and 0 and 1 for two words behind a logit", () => {
    const words = { kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 } as const;
    const reader = createAnswerReader(words, 1);
    expect(["no", "yes", "0", "1.0", "2", "", "maybe"].map((cell) => reader.target(cell))).toEqual([
      ...[0, 1, 0, 1, undefined, undefined, undefined],
    ]);
    const choice = { kind: "largest" } as const;
    const label = { kind: "label", name: "y", steps: [], choice, labels: [3, 5, 7] } as const;
    const numbered = createAnswerReader({ kind: "outputs", outputs: [label] }, 3);
    expect(["3", "5.0", "7e0", "0", "1"].map((cell) => numbered.target(cell))).toEqual([0, 1, 2, undefined, undefined]);
    expect(numbered.read({ kind: "outputs", outputs: { y: 5 } })).toEqual({ label: 1, prediction: null });
  });

  it("orders labels as the probabilities are listed, in whichever order the label's own steps name them", () => {
    const pair = [{ kind: "affine", weights: [[-1], [1]], bias: [0, 0] }, { kind: "softmax" }] as const;
    const choice = { kind: "threshold", at: 0, inclusive: true } as const;
    const minus = [{ kind: "affine", weights: [[-1]], bias: [0] }] as const;
    const probabilities = { kind: "values", name: "p", steps: pair } as const;
    for (const [steps, labels] of [
      [[], ["0", "1"]],
      [minus, ["1", "0"]],
    ] as const) {
      const label = { kind: "label", name: "y", steps, choice, labels } as const;
      const reader = createAnswerReader({ kind: "outputs", outputs: [label, probabilities] }, 1);
      expect(reader.labels).toEqual(["0", "1"]);
      expect(reader.read({ kind: "outputs", outputs: { y: "1", p: [0.1, 0.9] } })).toEqual({
        label: 1,
        prediction: [0.9],
      });
    }
    // Here the file lists the second label first.
    const odd = { kind: "label", name: "y", steps: [], choice, labels: ["b", "a"] } as const;
    expect(createAnswerReader({ kind: "outputs", outputs: [odd, probabilities] }, 1).labels).toEqual(["b", "a"]);
  });

  it("takes scores for no probabilities", () => {
    const choice = { kind: "largest" } as const;
    const label = { kind: "label", name: "y", steps: [], choice, labels: ["a", "b"] } as const;
    const reader = createAnswerReader(
      { kind: "outputs", outputs: [label, { kind: "values", name: "p", steps: [] }] },
      2,
    );
    const read = (p: readonly number[]) => reader.read({ kind: "outputs", outputs: { y: "b", p } }).prediction;
    expect(read([0.25, 0.75])).toEqual([0.75]);
    expect(read([0.25, 0.8])).toBeNull();
    expect(read([-0.25, 1.25])).toBeNull();
  });
});
