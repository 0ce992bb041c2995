import { accuracy, brier, logLoss, rocAuc, type StandardizeStep, sigmoid } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLinearModel, runLinear } from "../linear-model.ts";
import { largestGap, readFixture, readHeartTable } from "../test-support/heart-data.ts";
import { modelError } from "../test-support/model-error.ts";
import { type TrainingData, trainLogisticRegression } from "./train-logistic-regression.ts";

interface SimpleFixture {
  readonly features: string[];
  readonly split: { train: number[]; test: number[] };
  readonly coefficients: number[];
  readonly intercept: number;
  readonly mean: number[];
  readonly scale: number[];
  readonly optimum: { coefficients: number[]; intercept: number };
  readonly samples: { rows: number[]; probabilities: number[] };
  readonly metricsOnTest: { accuracy: number; rocAuc: number; brier: number; logLoss: number };
}

describe("trainLogisticRegression against scikit-learn", () => {
  const fixture = readFixture<SimpleFixture>("heart-logreg-simple");
  const table = readHeartTable();
  const raw = (row: number): number[] => fixture.features.map((name) => Number(table.rows[row]?.[name]));
  const scaler = fitScaler(fixture.split.train.map(raw));
  const vector = (row: number): number[] =>
    raw(row).map((value, column) => (value - scaler[column]!.mean) / scaler[column]!.scale);
  const model = trainLogisticRegression({
    rows: fixture.split.train.map(vector),
    labels: fixture.split.train.map((row) => table.targets[row] ?? Number.NaN),
    featureNames: fixture.features,
    outputName: "logit",
  });
  const probability = (row: number): number => sigmoid(runLinear(model, vector(row))[0]!);

  it("finds the coefficients of the exported model, which stopped near the optimum", () => {
    expect(largestGap(model.weights, fixture.coefficients)).toBeLessThan(1e-3);
    expect(Math.abs(model.bias[0]! - fixture.intercept)).toBeLessThan(1e-3);
  });

  it("finds the optimum that scikit-learn's Newton solver finds, to 9 digits", () => {
    expect(largestGap(model.weights, fixture.optimum.coefficients)).toBeLessThan(1e-9);
    expect(Math.abs(model.bias[0]! - fixture.optimum.intercept)).toBeLessThan(1e-9);
  });

  it("gives the probabilities of onnxruntime for 64 patients it has not seen", () => {
    expect(fixture.samples.rows).toHaveLength(64);
    // The gap is the exported model's: its solver stopped 3.3e-4 off the optimum in the coefficients. Ours are at the
    // optimum (above), and the exported coefficients give these probabilities to float32 (below).
    expect(largestGap(fixture.samples.rows.map(probability), fixture.samples.probabilities)).toBeLessThan(1e-3);
  });

  it("reads the exported model the same way: its own coefficients give its probabilities in float32", () => {
    const exported = createLinearModel({
      featureNames: fixture.features,
      outputNames: ["logit"],
      weights: fixture.coefficients,
      bias: [fixture.intercept],
    });
    const got = fixture.samples.rows.map((row) => {
      const x = raw(row).map((value, column) => (value - fixture.mean[column]!) / fixture.scale[column]!);
      return sigmoid(runLinear(exported, x)[0]!);
    });
    expect(largestGap(got, fixture.samples.probabilities)).toBeLessThan(1e-6);
  });

  it("has its metrics on the whole test part", () => {
    const labels = fixture.split.test.map((row) => table.targets[row] ?? Number.NaN);
    const probabilities = fixture.split.test.map(probability);
    expect(accuracy(labels, probabilities)).toBe(fixture.metricsOnTest.accuracy);
    expect(rocAuc(labels, probabilities)).toBeCloseTo(fixture.metricsOnTest.rocAuc, 12);
    expect(brier(labels, probabilities)).toBeCloseTo(fixture.metricsOnTest.brier, 4);
    expect(logLoss(labels, probabilities)).toBeCloseTo(fixture.metricsOnTest.logLoss, 4);
  });
});

describe("trainLogisticRegression", () => {
  const data: TrainingData = { rows: [[0], [1], [2], [3]], labels: [0, 1, 0, 1], featureNames: ["x"], outputName: "y" };

  it("satisfies the conditions of the optimum for random data, also separable and collinear", () => {
    const shape = fc.record({ features: fc.integer({ min: 1, max: 6 }), count: fc.integer({ min: 2, max: 30 }) });
    const problem = shape.chain(({ features, count }) => {
      const row = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: features, maxLength: features });
      return fc.record({
        rows: fc.array(row, { minLength: count, maxLength: count }),
        labels: fc.array(fc.constantFrom(0, 1), { minLength: count, maxLength: count }),
        c: fc.constantFrom(0.01, 1, 30),
      });
    });
    fc.assert(
      fc.property(problem, ({ rows, labels, c }) => {
        fc.pre(labels.includes(0) && labels.includes(1));
        const featureNames = rows[0]!.map((_, index) => `x${index}`);
        const trained = trainLogisticRegression({ ...data, rows, labels, featureNames }, { inverseRegularization: c });
        const residuals = rows.map((row, index) => sigmoid(runLinear(trained, row)[0]!) - labels[index]!);
        // w = -C Σ (p - y) x, and Σ (p - y) = 0 since the bias is free.
        const pulls = featureNames.map((_, j) => rows.reduce((sum, row, i) => sum - c * residuals[i]! * row[j]!, 0));
        expect(largestGap(trained.weights, pulls)).toBeLessThan(1e-6);
        expect(Math.abs(residuals.reduce((sum, residual) => sum + residual, 0))).toBeLessThan(1e-6);
      }),
    );
  });

  it("reaches the optimum where whole Newton steps run away to a singular Hessian", () => {
    const rows = [
      [23, -11],
      [-10, 3],
      [3, -25],
      [312, -5],
      [3, 10],
    ];
    const outlying = { ...data, rows, labels: [0, 0, 0, 1, 1], featureNames: ["a", "b"] };
    const trained = trainLogisticRegression(outlying, { inverseRegularization: 1e4 });
    // The optimum by scikit-learn 1.9.1: newton-cholesky and newton-cg agree to 8 digits.
    expect(largestGap([...trained.weights, ...trained.bias], [0.7374351, 1.81209132, -9.34969984])).toBeLessThan(2e-8);
  });

  it("stops with an error when the iterations do not suffice, or the penalty is too weak for float64", () => {
    const few = () => trainLogisticRegression(data, { maximumIterations: 1 });
    expect(modelError("TRAINING_NOT_CONVERGED", few).message).toContain("1 iterations");
    const separable = { ...data, labels: [0, 0, 1, 1] };
    modelError("TRAINING_NOT_CONVERGED", () => trainLogisticRegression(separable, { inverseRegularization: 1e300 }));
  });

  it.each([[[1, 1, 1, 1]], [[0, 0, 0, 0]]])("refuses the labels %j", (labels) => {
    modelError("TRAINING_ONE_CLASS", () => trainLogisticRegression({ ...data, labels }));
  });

  it.each<[string, Partial<TrainingData>]>([
    ["labels", { labels: [0, 1, 2, 1] }],
    ["labels", { labels: [0, 1] }],
    ["rows[2]", { rows: [[0], [1], [2, 3], [3]] }],
    ["rows", { rows: [[0], [1], [Number.NaN], [3]] }],
    ["featureNames", { featureNames: [] }],
  ])("refuses %s in %j", (argument, change) => {
    const train = () => trainLogisticRegression({ ...data, ...change });
    expect(modelError("TRAINING_INPUT_INVALID", train).argument).toBe(argument);
  });

  it.each([
    ["inverseRegularization", 0],
    ["inverseRegularization", Number.NaN],
    ["tolerance", Infinity],
    ["maximumIterations", 0.5],
  ])("refuses the option %s of %d", (option, value) => {
    const train = () => trainLogisticRegression(data, { [option]: value });
    expect(modelError("TRAINING_INPUT_INVALID", train).argument).toBe(option);
  });
});

/** Mean and population standard deviation of each column, not rounded. */
function fitScaler(rows: readonly number[][]): Omit<StandardizeStep, "kind">[] {
  const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return rows[0]!.map((_, column) => {
    const mean = average(rows.map((row) => row[column]!));
    return { mean, scale: Math.sqrt(average(rows.map((row) => (row[column]! - mean) ** 2))) };
  });
}
