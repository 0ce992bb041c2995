import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accuracy, brier, logLoss, rocAuc } from "./metrics.ts";
import { tabularError } from "./test-support/sample-schema.ts";

interface MetricsCase {
  readonly name: string;
  readonly labels: number[];
  readonly probabilities: number[];
  readonly metrics: { accuracy: number; rocAuc: number; brier: number; logLoss: number };
}

const fixture = JSON.parse(readFileSync(new URL("./fixtures/metrics.json", import.meta.url), "utf8"));

describe.each(fixture.cases as MetricsCase[])("metrics of $name", ({ labels, probabilities, metrics }) => {
  it("are scikit-learn's", () => {
    expect(accuracy(labels, probabilities)).toBeCloseTo(metrics.accuracy, 14);
    expect(rocAuc(labels, probabilities)).toBeCloseTo(metrics.rocAuc, 14);
    expect(brier(labels, probabilities)).toBeCloseTo(metrics.brier, 14);
    expect(logLoss(labels, probabilities)).toBeCloseTo(metrics.logLoss, 12);
  });
});

describe("metrics", () => {
  it("take the threshold of the model", () => {
    expect(accuracy([0, 1, 1], [0.4, 0.4, 0.9], 0.4)).toBeCloseTo(2 / 3, 15);
    expect(accuracy([0, 1, 1], [0.4, 0.4, 0.9], 0.41)).toBeCloseTo(2 / 3, 15);
    expect(accuracy([0, 1, 1], [0.4, 0.4, 0.9], 0.95)).toBeCloseTo(1 / 3, 15);
  });

  it("count pairs for the ROC area, ties half, whatever the order of rows", () => {
    const row = fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: -4, max: 4 }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const positives = rows.filter(({ label }) => label === 1);
        const negatives = rows.filter(({ label }) => label === 0);
        fc.pre(positives.length > 0 && negatives.length > 0);
        const wins = positives.flatMap((p) => negatives.map((n) => (Math.sign(p.score - n.score) + 1) / 2));
        const area = wins.reduce((sum, win) => sum + win, 0) / wins.length;
        expect(
          rocAuc(
            rows.map(({ label }) => label),
            rows.map(({ score }) => score),
          ),
        ).toBeCloseTo(area, 12);
      }),
    );
  });

  it.each<[string, number[], number[]]>([
    ["no rows", [], []],
    ["lengths that differ", [0, 1], [0.5]],
    ["another label", [0, 2], [0.5, 0.5]],
    ["NaN", [0, 1], [0.5, Number.NaN]],
  ])("refuse %s", (_, labels, probabilities) => {
    for (const metric of [accuracy, rocAuc, brier, logLoss]) {
      tabularError("METRIC_INPUT_INVALID", () => metric(labels, probabilities));
    }
  });

  it("refuse a logit for a probability, and an area over one class", () => {
    tabularError("METRIC_INPUT_INVALID", () => brier([0, 1], [0, 1.5]));
    tabularError("METRIC_INPUT_INVALID", () => rocAuc([1, 1], [0, 1]));
  });
});
