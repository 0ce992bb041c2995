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
  }[];
}

const { splits } = readFixture<HeartSplits>("heart-splits");
const { header, records } = readCsv("heart-disease");
const table = readTrainingTable(header, records, heartSchema, { target: "target" });
describe("heart models beside scikit-learn's on ten splits (fixtures/heart-splits.py); nets: scripts/training-evidence.test.ts", () => {
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
});
