import { confusionMatrix, rocAuc, rocCurve } from "@velum/tabular";
import fc from "fast-check";
import { expect, it } from "vitest";
import { areaUnder, atThreshold } from "./at-threshold.ts";

/** Rows of both classes, with ties. */
const rows = fc
  .array(fc.record({ label: fc.integer({ min: 0, max: 1 }), tenths: fc.integer({ min: 0, max: 10 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((list) => new Set(list.map(({ label }) => label)).size === 2)
  .map((list) => ({ labels: list.map(({ label }) => label), probabilities: list.map(({ tenths }) => tenths / 10) }));

it("counts by any threshold as the rows do", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 100 }), ({ labels, probabilities }, percent) => {
      const threshold = percent / 100;
      const said = probabilities.map((probability) => Number(probability >= threshold));
      const [[trueNegatives, falsePositives], [falseNegatives, truePositives]] = confusionMatrix(labels, said, 2) as [
        [number, number],
        [number, number],
      ];
      const positives = labels.filter((label) => label === 1).length;
      const counts = { positives, negatives: labels.length - positives };
      expect(atThreshold(counts, rocCurve(labels, probabilities), threshold)).toMatchObject({
        ...{ truePositives, falsePositives, trueNegatives, falseNegatives },
        accuracy: (truePositives + trueNegatives) / labels.length,
      });
    }),
  );
});

it("has the area of the rank statistic", () => {
  fc.assert(
    fc.property(rows, ({ labels, probabilities }) => {
      expect(areaUnder(rocCurve(labels, probabilities))).toBeCloseTo(rocAuc(labels, probabilities), 12);
    }),
  );
});

it("has no precision where no row is said to be of class 1", () => {
  const figures = atThreshold({ positives: 1, negatives: 1 }, rocCurve([0, 1], [0.2, 0.9]), 0.95);
  expect([figures.precision, figures.sensitivity, figures.specificity]).toEqual([null, 0, 1]);
});
