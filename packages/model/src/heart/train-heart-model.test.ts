import { accuracy, brier, logLoss, preprocessedNames, preprocessedRange, rocAuc } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { predictInClear } from "../tabular-model.ts";
import { largestGap, readFixture, readHeartTable } from "../test-support/heart-data.ts";
import { heartSchema } from "./heart-schema.ts";
import { fitHeartModel, type HeartModel, trainHeartModel } from "./train-heart-model.ts";

interface EncodedFixture {
  readonly split: { train: number[]; test: number[] };
  readonly encodedNames: string[];
  readonly standardized: Record<string, { mean: number; scale: number }>;
  readonly imputed: { ca: number; thal: number };
  readonly coefficients: number[];
  readonly probabilitiesOnTest: number[];
  readonly metricsOnTest: { accuracy: number; rocAuc: number; brier: number; logLoss: number };
}

const table = readHeartTable();

describe("heartSchema", () => {
  it("takes all 303 patients, in the file's order", () => {
    expect(table.rows).toHaveLength(303);
    expect(table.targets.filter((target) => target === 1)).toHaveLength(139);
    expect(table.rows[0]).toMatchObject({ age: 63, sex: 1, cp: 1, oldpeak: 2.3, ca: 0, thal: 6 });
    const missing = (name: string) => table.rows.filter((row) => row[name] === null).length;
    expect([missing("ca"), missing("thal")]).toEqual([4, 2]);
  });

  it("states ranges that are no patient's value, where the quantity is continuous (A10)", () => {
    for (const feature of heartSchema.features) {
      if (feature.kind !== "numeric" || feature.name === "ca" || feature.name === "oldpeak") continue;
      const values = table.rows.map((row) => Number(row[feature.name]));
      expect(values).not.toContain(feature.minimum);
      expect(values).not.toContain(feature.maximum);
    }
  });
});

describe("fitHeartModel against scikit-learn on the same split", () => {
  const fixture = readFixture<EncodedFixture>("heart-encoded");
  const heart = fitHeartModel(table, fixture.split);
  const { labels, probabilities } = onTest(heart);

  it("has the same 22 inputs and imputed constants", () => {
    expect(preprocessedNames(heart.preprocessing)).toEqual(fixture.encodedNames);
    const imputed = heart.preprocessing.steps.filter(({ impute }) => impute !== undefined);
    expect(Object.fromEntries(imputed.map(({ feature, impute }) => [feature, impute?.value]))).toEqual(fixture.imputed);
  });

  it("publishes its means and scales to the rounding, and no finer (A10)", () => {
    let standardized = 0;
    for (const { feature, encode } of heart.preprocessing.steps) {
      if (encode.kind !== "standardize") continue;
      standardized++;
      const exact = fixture.standardized[feature]!;
      const unit = 10 ** (Math.floor(Math.log10(exact.scale)) - 1);
      for (const [published, fitted] of [
        [encode.mean, exact.mean],
        [encode.scale, exact.scale],
      ] as const) {
        expect(Math.abs(published - fitted)).toBeLessThanOrEqual(unit / 2 + 1e-9);
        expect(Math.abs(published / unit - Math.round(published / unit))).toBeLessThan(1e-9);
      }
    }
    expect(standardized).toBe(6);
  });

  it("finds its coefficients and probabilities up to that rounding", () => {
    // Rounding a scale by at most 5 percent moves a coefficient by about as much.
    expect(largestGap(heart.model.weights, fixture.coefficients)).toBeLessThan(0.05);
    expect(largestGap(probabilities, fixture.probabilitiesOnTest)).toBeLessThan(0.01);
  });

  it("has its accuracy, and its other metrics within 0.002", () => {
    expect(accuracy(labels, probabilities)).toBe(fixture.metricsOnTest.accuracy);
    expect(Math.abs(rocAuc(labels, probabilities) - fixture.metricsOnTest.rocAuc)).toBeLessThan(0.002);
    expect(Math.abs(brier(labels, probabilities) - fixture.metricsOnTest.brier)).toBeLessThan(0.002);
    expect(Math.abs(logLoss(labels, probabilities) - fixture.metricsOnTest.logLoss)).toBeLessThan(0.002);
  });
});

describe("trainHeartModel", () => {
  it("splits 212 to 91, repeats with the seed, and differs without", () => {
    const first = trainHeartModel(table, 7);
    expect([first.split.train.length, first.split.test.length]).toEqual([212, 91]);
    expect(trainHeartModel(table, 7)).toEqual(first);
    expect(trainHeartModel(table, 8).model.weights).not.toEqual(first.model.weights);
  });

  it("learns nothing from the test part", () => {
    const heart = trainHeartModel(table, 7);
    const hidden = new Set(heart.split.test);
    const targets = table.targets.map((target, row) => (hidden.has(row) ? 1 - target : target));
    expect(fitHeartModel({ ...table, targets }, heart.split).model).toEqual(heart.model);
    const rows = table.rows.map((row, index) => (hidden.has(index) ? table.rows[0]! : row));
    expect(fitHeartModel({ ...table, rows }, heart.split)).toEqual(heart);
  });

  it("predicts unseen patients far better than chance", () => {
    const { labels, probabilities } = onTest(trainHeartModel(table, 7));
    expect(rocAuc(labels, probabilities)).toBeGreaterThan(0.85);
  });

  it("keeps every input within 10 standard deviations over the schema's ranges", () => {
    const { preprocessing, schema } = trainHeartModel(table, 7);
    const ranges = preprocessedRange(preprocessing, schema);
    expect(ranges).toHaveLength(22);
    for (const { lo, hi } of ranges) expect(Math.max(-lo, hi)).toBeLessThan(10);
  });
});

function onTest(heart: HeartModel): { labels: number[]; probabilities: number[] } {
  const probabilities = heart.split.test.map((row) => {
    const { prediction } = predictInClear(heart, table.rows[row]!);
    return prediction.kind === "class" ? prediction.probability : Number.NaN;
  });
  return { labels: heart.split.test.map((row) => table.targets[row]!), probabilities };
}
