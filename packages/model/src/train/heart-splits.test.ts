import { readTrainingTable } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { heartSchema } from "../heart/heart-schema.ts";
import { readCsv } from "../test-support/csv-matrix.ts";
import { readFixture } from "../test-support/heart-data.ts";
import { trainModel } from "./train-model.ts";

interface Figures {
  readonly accuracy: number;
  readonly rocAuc: number;
  readonly logLoss: number;
}
interface HeartSplits {
  readonly splits: readonly {
    readonly train: number[];
    readonly test: number[];
    readonly logistic: Figures & { readonly c: number };
    /** From ten random starts: scikit-learn's own result depends on them. */
    readonly net: { readonly starts: readonly Figures[] };
  }[];
}

const { splits } = readFixture<HeartSplits>("heart-splits");
const { header, records } = readCsv("heart-disease");
const table = readTrainingTable(header, records, heartSchema, { target: "target" });
const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

describe("heart models beside scikit-learn's on ten splits (fixtures/heart-splits.py)", () => {
  it("logistic regression is the same, up to the rounding of the published constants", async () => {
    for (const { train, test, logistic } of splits) {
      const options = { split: { train, test }, folds: 0, inverseRegularization: [logistic.c], resamples: 10 };
      const { metrics } = await trainModel(table, { model: "logreg", ...options });
      expect(Math.abs(metrics["rocAuc"]!.value - logistic.rocAuc)).toBeLessThan(0.001);
      expect(Math.abs(metrics["logLoss"]!.value - logistic.logLoss)).toBeLessThan(0.001);
      // A row that lies on the threshold may fall on its other side.
      expect(Math.abs(metrics["accuracy"]!.value - logistic.accuracy)).toBeLessThanOrEqual(1 / test.length + 1e-12);
    }
  });

  it("the default net of squares is as good as MLPClassifier: mean area and accuracy no more than 0.01 below", async () => {
    const gaps = { accuracy: [] as number[], rocAuc: [] as number[] };
    for (const [seed, { train, test, net }] of splits.entries()) {
      const { metrics } = await trainModel(table, { model: "mlp", split: { train, test }, seed, resamples: 10 });
      for (const name of ["accuracy", "rocAuc"] as const)
        gaps[name].push(metrics[name]!.value - mean(net.starts.map((start) => start[name])));
    }
    expect(mean(gaps.rocAuc)).toBeGreaterThan(-0.01);
    expect(mean(gaps.accuracy)).toBeGreaterThan(-0.01);
  }, 120_000);
});
