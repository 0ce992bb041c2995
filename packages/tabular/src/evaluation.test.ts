import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confusionMatrix, f1 } from "./confusion-matrix.ts";
import { rocAuc } from "./metrics.ts";
import {
  mostProbable,
  multiclassAccuracy,
  multiclassBrier,
  multiclassCalibrationError,
  multiclassF1,
  multiclassLogLoss,
  multiclassRocAuc,
} from "./multiclass-metrics.ts";
import { meanAbsoluteError, r2, rootMeanSquaredError } from "./regression-metrics.ts";
import { expectedCalibrationError, reliabilityBins } from "./reliability.ts";
import { rocCurve } from "./roc-curve.ts";
import { sigmoid } from "./sigmoid.ts";
import { evaluation } from "./test-support/evaluation-fixture.ts";
import { tabularError } from "./test-support/sample-schema.ts";

const { binary, multiclass, regression } = evaluation;
const probabilities = binary.logits.map(sigmoid);

describe("metrics of two classes against scikit-learn", () => {
  it("F1 and the confusion matrix", () => {
    expect(f1(binary.labels, probabilities)).toBeCloseTo(binary.f1, 14);
    expect(f1(binary.labels, probabilities, 0.3)).toBeCloseTo(binary.f1At03, 14);
    const predictions = probabilities.map((p) => Number(p >= 0.5));
    expect(confusionMatrix(binary.labels, predictions, 2)).toEqual(binary.confusion);
  });

  it("the ROC curve, scores tied", () => {
    const scores = probabilities.map((p) => Math.round(p * 10) / 10);
    const curve = rocCurve(binary.labels, scores);
    expect(curve.map((point) => point.falsePositiveRate)).toEqual(binary.roc.fpr.map((v) => expect.closeTo(v, 14)));
    expect(curve.map((point) => point.truePositiveRate)).toEqual(binary.roc.tpr.map((v) => expect.closeTo(v, 14)));
    expect(curve.slice(1).map(({ threshold }) => threshold)).toEqual(
      binary.roc.thresholds.slice(1).map((v) => expect.closeTo(v!, 14)),
    );
    const area = curve.slice(1).reduce((sum, point, i) => {
      const before = curve[i]!;
      const width = point.falsePositiveRate - before.falsePositiveRate;
      return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
    }, 0);
    expect(area).toBeCloseTo(rocAuc(binary.labels, scores), 12);
  });

  it("reliability bins and their mean distance from the diagonal", () => {
    const bins = reliabilityBins(binary.labels, probabilities);
    expect(bins.map(({ observed }) => observed)).toEqual(binary.reliability.observed.map((v) => expect.closeTo(v, 14)));
    expect(bins.map(({ meanProbability }) => meanProbability)).toEqual(
      binary.reliability.mean.map((v) => expect.closeTo(v, 14)),
    );
    expect(expectedCalibrationError(binary.labels, probabilities)).toBeCloseTo(binary.calibrationError, 14);
  });

  it("bins hold every row once, probability 1 in the last", () => {
    const rows = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 30 }), (list, count) => {
        const bins = reliabilityBins(
          list.map(([label]) => label),
          list.map(([, p]) => p),
          count,
        );
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(list.length);
        for (const bin of bins) expect(bin.meanProbability).toBeGreaterThanOrEqual(bin.lower - 1e-12);
        for (const bin of bins) expect(bin.meanProbability).toBeLessThanOrEqual(bin.upper + 1e-12);
      }),
    );
  });
});

describe("metrics of several classes against scikit-learn", () => {
  it("accuracy, log loss, area, Brier, calibration error", () => {
    const { labels, probabilities: p } = multiclass;
    expect(multiclassAccuracy(labels, p)).toBeCloseTo(multiclass.accuracy, 14);
    expect(multiclassF1(labels, p)).toBeCloseTo(multiclass.f1, 14);
    expect(
      multiclassF1(
        [0, 0],
        [
          [0.9, 0.1, 0],
          [0.2, 0.8, 0],
        ],
      ),
    ).toBeCloseTo(2 / 9, 14);
    expect(multiclassLogLoss(labels, p)).toBeCloseTo(multiclass.logLoss, 10);
    expect(multiclassRocAuc(labels, p)).toBeCloseTo(multiclass.rocAuc, 12);
    expect(multiclassBrier(labels, p)).toBeCloseTo(multiclass.brier, 12);
    expect(multiclassCalibrationError(labels, p)).toBeCloseTo(multiclass.calibrationError, 12);
  });

  it("the first of several most probable classes", () => {
    expect([mostProbable([0.2, 0.4, 0.4]), mostProbable([0.4, 0.4, 0.2])]).toEqual([1, 0]);
  });

  it.each<[string, number[], number[][]]>([
    [
      "logits",
      [0, 1],
      [
        [2, -1],
        [0, 1],
      ],
    ],
    [
      "rows of different length",
      [0, 1],
      [
        [1, 0],
        [0.5, 0.25, 0.25],
      ],
    ],
    ["one class", [0], [[1]]],
    ["a label beyond", [2], [[1, 0]]],
    ["no rows", [], []],
  ])("refuse %s", (_, labels, rows) => {
    for (const metric of [multiclassAccuracy, multiclassLogLoss, multiclassBrier, multiclassCalibrationError]) {
      tabularError("METRIC_INPUT_INVALID", () => metric(labels, rows));
    }
  });
});

describe("metrics of a regression against scikit-learn", () => {
  it("R2, mean absolute error, root mean squared error", () => {
    const { targets, predictions } = regression;
    expect(r2(targets, predictions)).toBeCloseTo(regression.r2, 12);
    expect(meanAbsoluteError(targets, predictions)).toBeCloseTo(regression.meanAbsoluteError, 12);
    expect(rootMeanSquaredError(targets, predictions)).toBeCloseTo(regression.rmse, 12);
  });

  it("refuse equal targets, no rows, and what is no number", () => {
    tabularError("METRIC_INPUT_INVALID", () => r2([1, 1], [1, 2]));
    tabularError("METRIC_INPUT_INVALID", () => meanAbsoluteError([], []));
    tabularError("METRIC_INPUT_INVALID", () => rootMeanSquaredError([1, 2], [1, Number.NaN]));
  });
});

describe("what metrics of two classes refuse", () => {
  it("a class beyond the matrix, no bins, one class on the curve", () => {
    tabularError("METRIC_INPUT_INVALID", () => confusionMatrix([0, 2], [0, 1], 2));
    tabularError("METRIC_INPUT_INVALID", () => confusionMatrix([0, 1], [0, 2], 2));
    tabularError("METRIC_INPUT_INVALID", () => reliabilityBins([0], [0.5], 0));
    tabularError("METRIC_INPUT_INVALID", () => rocCurve([1, 1], [0, 1]));
    expect(f1([0, 0], [0.1, 0.2])).toBe(0);
  });
});
