import { applyPostprocessing, checkPostprocessing, type Postprocessing } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { calibratable } from "./calibratable.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const calibration = { kind: "platt", slope: 0.5, offset: 0.25 } as const;
const corrected = (logit: number): number => sigmoid(0.5 * logit + 0.25);
const both = [{ kind: "affine", weights: [[-1], [1]], bias: [0, 0] }, { kind: "softmax" }];
const label = (steps: unknown, labels: readonly (string | number)[]) => ({
  ...{ kind: "label", name: "y", steps, labels },
  choice: labels.length === 2 ? { kind: "threshold", at: 0, inclusive: false } : { kind: "largest" },
});
const minus = [{ kind: "affine", weights: [[-1]], bias: [0] }];
/** Scores of a row, and the logit that they mean. */
type Row = readonly [scores: readonly number[], logit: number];
const one: readonly Row[] = [-3, -0.6, -0.4, 0, 2, 30].map((score) => [[score], score]);
const doubled: readonly Row[] = one.map(([[score]]) => [[score!], 2 * score!]);
const difference: readonly Row[] = [
  [[1, 3], 2],
  [[2, -1], -3],
  [[5, 4.4], -0.6],
];

const cases: readonly [string, unknown, readonly Row[], (answer: Record<string, unknown>) => readonly number[]][] = [
  [
    "two probabilities of one score",
    [label([], [0, 1]), { kind: "values", name: "p", steps: both }],
    doubled,
    ({ p }) => p as number[],
  ],
  [
    "one probability, and a label that is listed the other way round",
    [{ kind: "values", name: "p", steps: [{ kind: "sigmoid" }] }, label(minus, [1, 0])],
    one,
    ({ p }) => [1 - (p as number), p as number],
  ],
  [
    "a map with the second label first, and a margin beside it",
    [
      label([], ["no", "yes"]),
      {
        kind: "map",
        name: "p",
        steps: [
          ...both,
          {
            kind: "affine",
            weights: [
              [0, 1],
              [1, 0],
            ],
            bias: [0, 0],
          },
        ],
        keys: ["yes", "no"],
      },
      { kind: "values", name: "margin", steps: [] },
    ],
    doubled,
    ({ p }) => [(p as Record<string, number>)["no"]!, (p as Record<string, number>)["yes"]!],
  ],
  [
    "two scores behind a softmax",
    [
      { ...label([], [0, 1]), choice: { kind: "largest" } },
      { kind: "values", name: "p", steps: [{ kind: "softmax" }] },
    ],
    difference,
    ({ p }) => p as number[],
  ],
];

describe("calibratable", () => {
  it.each(cases)("corrects %s, and the label with them", (_, outputs, rows, read) => {
    const scores = rows[0]![0].length;
    const before = checkPostprocessing({ kind: "outputs", outputs }, scores);
    const part = calibratable(before, scores);
    const after = checkPostprocessing(JSON.parse(JSON.stringify(part.with(calibration))), scores);
    for (const [row, logit] of rows) {
      // Past 27 a probability is 1 within 1e-12.
      expect(part.logitOf(row)).toBeCloseTo(Math.min(logit, 27.631), 3);
      const answer = applyPostprocessing(after, row);
      const values = answer.kind === "outputs" ? answer.outputs : expect.unreachable();
      const [no, yes] = read(values as Record<string, unknown>);
      expect(Math.abs(yes! - corrected(logit))).toBeLessThan(2e-6);
      expect(no! + yes!).toBeCloseTo(1, 12);
      expect(["1", "yes"].includes(String(values["y"]))).toBe(corrected(logit) >= 0.5);
      if ("margin" in values) expect(values["margin"]).toBe(row[0]);
    }
  });

  it("corrects the probability behind a logit", () => {
    const before = { kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 } as const;
    const part = calibratable(before, 1);
    expect(part.logitOf([1.5])).toBe(1.5);
    const answer = applyPostprocessing(part.with(calibration), [1.5]);
    expect(answer).toEqual({ kind: "class", probability: expect.closeTo(corrected(1.5), 12), label: "yes" });
  });

  const pair = { kind: "values", name: "p", steps: both };
  it.each<[string, unknown, number]>([
    ["a quantity", { kind: "identity", name: "price", unit: "" }, 1],
    ["three labels", { kind: "outputs", outputs: [label([], [0, 1, 2])] }, 3],
    ["labels without probabilities", { kind: "outputs", outputs: [label([], [0, 1])] }, 1],
    [
      "scores that are none",
      { kind: "outputs", outputs: [label([], [0, 1]), { ...pair, steps: both.slice(0, 1) }] },
      1,
    ],
    ["what is calibrated", { kind: "sigmoid", name: "d", labels: ["a", "b"], threshold: 0.5, calibration }, 1],
  ])("refuses %s", (_, value, scores) => {
    const postprocessing: Postprocessing = checkPostprocessing(value, scores);
    expect(() => calibratable(postprocessing, scores)).toThrow(expect.objectContaining({ code: "EVALUATION" }));
  });
});
