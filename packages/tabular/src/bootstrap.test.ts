import { describe, expect, it } from "vitest";
import { bootstrapInterval } from "./bootstrap.ts";
import { measure } from "./measure.ts";
import { accuracy, rocAuc } from "./metrics.ts";
import { sigmoid } from "./sigmoid.ts";
import { evaluation } from "./test-support/evaluation-fixture.ts";
import { tabularError } from "./test-support/sample-schema.ts";

const mean =
  (values: readonly number[]) =>
  (rows: readonly number[]): number =>
    rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;

describe("bootstrapInterval", () => {
  it("of a part of rows is the binomial interval, up to the noise of the draws", () => {
    const values = Array.from({ length: 400 }, (_, row) => (row < 120 ? 1 : 0));
    const { value, low, high } = bootstrapInterval(400, mean(values), { seed: 3, resamples: 4000 });
    const deviation = Math.sqrt((0.3 * 0.7) / 400);
    expect(value).toBeCloseTo(0.3, 12);
    expect(Math.abs(low - (0.3 - 1.96 * deviation))).toBeLessThan(0.004);
    expect(Math.abs(high - (0.3 + 1.96 * deviation))).toBeLessThan(0.004);
  });

  it("repeats with its seed, and widens with the confidence", () => {
    const values = Array.from({ length: 50 }, (_, row) => row);
    const at = (seed: number, confidence: number) => bootstrapInterval(50, mean(values), { seed, confidence });
    expect(at(1, 0.9)).toEqual(at(1, 0.9));
    expect(at(1, 0.9)).not.toEqual(at(2, 0.9));
    expect(at(1, 0.99).low).toBeLessThan(at(1, 0.9).low);
    expect(at(1, 0.99).high).toBeGreaterThan(at(1, 0.9).high);
  });

  it("draws again where a draw has one class alone", () => {
    const labels = [0, 0, 0, 1];
    const area = (rows: readonly number[]) =>
      rocAuc(
        rows.map((row) => labels[row]!),
        rows.map((row) => row),
      );
    expect(bootstrapInterval(4, area, { seed: 5 })).toEqual({ value: 1, low: 1, high: 1 });
  });

  it("gives up where hardly any draw has the figure, and passes other errors on", () => {
    const all = (rows: readonly number[]) => accuracy(new Set(rows).size === 8 ? [1] : [], [1]);
    tabularError("METRIC_INPUT_INVALID", () => bootstrapInterval(8, all, { seed: 1, resamples: 20 }));
    const broken = (rows: readonly number[]): number => {
      if (new Set(rows).size < 8) throw new RangeError("no figure");
      return 1;
    };
    expect(() => bootstrapInterval(8, broken, { seed: 1 })).toThrow(RangeError);
  });

  it.each([
    [0, {}],
    [3, { resamples: 0 }],
    [3, { confidence: 1 }],
  ])("refuses %d rows with %j", (rows, options) => {
    tabularError("METRIC_INPUT_INVALID", () => bootstrapInterval(rows, () => 1, { seed: 1, ...options }));
  });
});

describe("measure", () => {
  it("has every metric of each task, each inside its interval", () => {
    const { binary, multiclass, regression } = evaluation;
    const options = { seed: 2, resamples: 200 };
    const all = [
      measure(
        "binary",
        binary.labels,
        binary.logits.map((z) => [sigmoid(z)]),
        options,
      ),
      measure("multiclass", multiclass.labels, multiclass.probabilities, options),
      measure(
        "regression",
        regression.targets,
        regression.predictions.map((p) => [p]),
        options,
      ),
    ];
    expect(all.map((measures) => Object.keys(measures))).toEqual([
      ["accuracy", "rocAuc", "f1", "logLoss", "brier", "calibrationError"],
      ["accuracy", "rocAuc", "f1", "logLoss", "brier", "calibrationError"],
      ["r2", "meanAbsoluteError", "rmse"],
    ]);
    expect(all[0]?.["f1"]?.value).toBeCloseTo(binary.f1, 12);
    expect(all[1]?.["brier"]?.value).toBeCloseTo(multiclass.brier, 12);
    expect(all[2]?.["r2"]?.value).toBeCloseTo(regression.r2, 12);
    for (const measures of all) {
      for (const [name, { value, low, high }] of Object.entries(measures)) {
        expect(high, name).toBeGreaterThan(low);
        // The resampled calibration error is biased upwards, since noise in a bin never cancels.
        if (name !== "calibrationError") expect([low < value, value < high], name).toEqual([true, true]);
      }
    }
  });
});
