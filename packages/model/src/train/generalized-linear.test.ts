import {
  accuracy,
  logLoss,
  multiclassAccuracy,
  multiclassLogLoss,
  multiclassRocAuc,
  rocAuc,
  sigmoid,
} from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinearModel, runLinear } from "../linear-model.ts";
import { fitStandardizer, readNumbers } from "../test-support/csv-matrix.ts";
import { largestGap, readFixture } from "../test-support/heart-data.ts";
import { modelError } from "../test-support/model-error.ts";
import { solveByConjugateGradients } from "./conjugate-gradients.ts";
import { multinomialObjective } from "./multinomial-objective.ts";
import { softmax } from "./softmax.ts";
import { trainLinearRegression } from "./train-linear-regression.ts";
import { trainLogisticRegression } from "./train-logistic-regression.ts";
import { type MulticlassData, trainMultinomialRegression } from "./train-multinomial-regression.ts";
import { createDesign } from "./training-input.ts";

interface Solution {
  readonly coefficients: number[];
  readonly intercepts: number[];
}
interface ClassifierCase {
  readonly data: string;
  readonly C: number;
  readonly train: number[];
  readonly test: number[];
  readonly exported: Solution;
  readonly optimum: Solution;
  readonly metricsOnTest: { accuracy: number; logLoss: number; rocAuc: number };
}
interface RidgeCase {
  readonly features: string[];
  readonly rows: number[][];
  readonly targets: number[];
  readonly alpha: number;
  readonly optimum: Solution;
}
interface GeneralizedLinearFixture {
  readonly cancer: ClassifierCase;
  readonly wine: ClassifierCase;
  readonly digits: Omit<ClassifierCase, "train" | "test" | "exported">;
  readonly diabetes: RidgeCase;
}

const fixture = readFixture<GeneralizedLinearFixture>("generalized-linear");
const pick = <T>(list: readonly T[], rows: readonly number[]): T[] => rows.map((row) => list[row]!);

function expectSolution(model: LinearModel, solution: Solution, tolerance: number): void {
  expect(largestGap(model.weights, solution.coefficients)).toBeLessThan(tolerance);
  expect(largestGap(model.bias, solution.intercepts)).toBeLessThan(tolerance);
}

describe("logistic regression of breast cancer against scikit-learn", () => {
  const { C, train, test, exported, optimum, metricsOnTest } = fixture.cancer;
  const { features, rows, targets } = readNumbers("breast-cancer");
  const standardize = fitStandardizer(pick(rows, train));
  const model = trainLogisticRegression(
    {
      rows: pick(rows, train).map(standardize),
      labels: pick(targets, train),
      featureNames: features,
      outputName: "logit",
    },
    { inverseRegularization: C },
  );

  it("is the optimum to 9 digits, and the exported model, which stopped 0.005 short of it", () => {
    expectSolution(model, optimum, 1e-8);
    expectSolution(model, exported, 0.005);
  });

  it("has its metrics on the test part", () => {
    const labels = pick(targets, test);
    const probabilities = pick(rows, test).map((row) => sigmoid(runLinear(model, standardize(row))[0]!));
    expect(accuracy(labels, probabilities)).toBeCloseTo(metricsOnTest.accuracy, 11);
    expect(rocAuc(labels, probabilities)).toBeCloseTo(metricsOnTest.rocAuc, 10);
    expect(logLoss(labels, probabilities)).toBeCloseTo(metricsOnTest.logLoss, 8);
  });
});

describe("multinomial regression against scikit-learn", () => {
  const classNames = (count: number): string[] => Array.from({ length: count }, (_, index) => `class ${index}`);
  const probabilitiesOf = (model: LinearModel, rows: readonly number[][]) =>
    rows.map((row) => Array.from(softmax(runLinear(model, row))));

  it("of wine: the optimum, the exported model that stopped 0.0024 short of it, the metrics", () => {
    const { C, train, test, exported, optimum, metricsOnTest } = fixture.wine;
    const { features, rows, targets } = readNumbers("wine");
    const standardize = fitStandardizer(pick(rows, train));
    const model = trainMultinomialRegression(
      {
        rows: pick(rows, train).map(standardize),
        labels: pick(targets, train),
        featureNames: features,
        outputNames: classNames(3),
      },
      { inverseRegularization: C },
    );
    expectSolution(model, optimum, 1e-8);
    expectSolution(model, exported, 0.0024);
    const [labels, probabilities] = [pick(targets, test), probabilitiesOf(model, pick(rows, test).map(standardize))];
    expect(multiclassAccuracy(labels, probabilities)).toBeCloseTo(metricsOnTest.accuracy, 11);
    expect(multiclassLogLoss(labels, probabilities)).toBeCloseTo(metricsOnTest.logLoss, 8);
    expect(multiclassRocAuc(labels, probabilities)).toBeCloseTo(metricsOnTest.rocAuc, 10);
  });

  it("of digits: 10 classes, 64 pixels, 1,258 rows", () => {
    const { C, optimum, metricsOnTest } = fixture.digits;
    const { features, rows: pixels, targets } = readNumbers("digits");
    const rows = pixels.map((row) => row.map((pixel) => pixel / 16));
    const isTraining = (_: unknown, row: number): boolean => row % 10 < 7;
    const isTest = (_: unknown, row: number): boolean => row % 10 >= 7;
    const model = trainMultinomialRegression(
      {
        rows: rows.filter(isTraining),
        labels: targets.filter(isTraining),
        featureNames: features,
        outputNames: classNames(10),
      },
      { inverseRegularization: C },
    );
    expectSolution(model, optimum, 1e-7);
    const [labels, probabilities] = [targets.filter(isTest), probabilitiesOf(model, rows.filter(isTest))];
    expect(multiclassAccuracy(labels, probabilities)).toBeCloseTo(metricsOnTest.accuracy, 11);
    expect(multiclassLogLoss(labels, probabilities)).toBeCloseTo(metricsOnTest.logLoss, 7);
    expect(multiclassRocAuc(labels, probabilities)).toBeCloseTo(metricsOnTest.rocAuc, 8);
  });
});

describe("multinomialObjective", () => {
  it("has the slopes that its derivatives say, and conjugate gradients divide by its Hessian", () => {
    const entry = fc.double({ min: -2, max: 2, noNaN: true });
    const shape = fc.record({
      features: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 6 }),
      classes: fc.integer({ min: 2, max: 4 }),
    });
    const problem = shape.chain(({ features, count, classes }) => {
      const size = classes * (features + 1);
      return fc.record({
        x: fc.array(fc.array(entry, { minLength: features, maxLength: features }), {
          minLength: count,
          maxLength: count,
        }),
        labels: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: count, maxLength: count }),
        parameters: fc.array(entry, { minLength: size, maxLength: size }),
        classes: fc.constant(classes),
      });
    });
    const h = 1e-5;
    fc.assert(
      fc.property(problem, ({ x, labels, parameters, classes }) => {
        const design = createDesign(x, x[0]!.length);
        const objective = multinomialObjective(design, Float64Array.from(labels), classes, 0.7);
        const at = (index: number, shift: number) =>
          Float64Array.from(parameters, (value, i) => (i === index ? value + shift : value));
        const { gradient, multiply, precondition } = objective.derivatives(Float64Array.from(parameters))!;
        const unit = (index: number) => Float64Array.from(parameters, (_, i) => Number(i === index));
        for (let i = 0; i < objective.size; i++) {
          expect(gradient[i]).toBeCloseTo((objective.value(at(i, h)) - objective.value(at(i, -h))) / (2 * h), 5);
          const [ahead, behind] = [objective.derivatives(at(i, h))!, objective.derivatives(at(i, -h))!];
          multiply(unit(i)).forEach((entryOfColumn, j) => {
            expect(entryOfColumn).toBeCloseTo((ahead.gradient[j]! - behind.gradient[j]!) / (2 * h), 5);
          });
        }
        const settings = { tolerance: 1e-10, maximumIterations: 500 };
        const back = multiply(solveByConjugateGradients({ multiply, precondition }, gradient, settings));
        back.forEach((value, i) => {
          expect(value).toBeCloseTo(gradient[i]!, 5);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("trainMultinomialRegression", () => {
  const data: MulticlassData = {
    rows: [[0], [1], [2], [3]],
    labels: [0, 1, 2, 1],
    featureNames: ["x"],
    outputNames: ["a", "b", "c"],
  };

  it("finds the same optimum from another start, and refuses one of another shape", () => {
    const cold = trainMultinomialRegression(data);
    const start = trainMultinomialRegression(data, { inverseRegularization: 10 });
    const warm = trainMultinomialRegression(data, { start });
    expect(largestGap(warm.weights, cold.weights)).toBeLessThan(1e-9);
    expect(largestGap(warm.bias, cold.bias)).toBeLessThan(1e-9);
    expect(largestGap(start.weights, cold.weights)).toBeGreaterThan(0.1);
    const pair = { ...data, labels: [0, 1, 0, 1], outputNames: ["a", "b"] };
    modelError("TRAINING_INPUT_INVALID", () => trainMultinomialRegression(pair, { start }));
  });

  it("with two classes gives the probabilities of logistic regression with half the penalty", () => {
    const rows = [
      [0, 1],
      [1, -1],
      [2, 0.5],
      [3, 2],
      [4, -2],
    ];
    const labels = [0, 1, 0, 1, 1];
    const featureNames = ["a", "b"];
    const pair = trainMultinomialRegression({ rows, labels, featureNames, outputNames: ["n", "p"] });
    // The penalty of two opposite rows of half the weights is half that of the whole weights in one.
    const one = trainLogisticRegression({ rows, labels, featureNames, outputName: "p" }, { inverseRegularization: 2 });
    for (const row of rows) {
      expect(softmax(runLinear(pair, row))[1]).toBeCloseTo(sigmoid(runLinear(one, row)[0]!), 8);
    }
  });

  it.each<[string, Partial<MulticlassData>]>([
    ["labels", { labels: [0, 1, 3, 1] }],
    ["labels", { labels: [0, 1, -1, 1] }],
    ["labels", { labels: [0, 1] }],
    ["rows[2]", { rows: [[0], [1], [2, 3], [3]] }],
    ["outputNames", { outputNames: ["a"], labels: [0, 0, 0, 0] }],
  ])("refuses %s in %j", (argument, change) => {
    const train = () => trainMultinomialRegression({ ...data, ...change });
    expect(modelError("TRAINING_INPUT_INVALID", train).argument).toBe(argument);
  });

  it("refuses a single class, and a class without a row, whose bias would be infinite", () => {
    modelError("TRAINING_ONE_CLASS", () => trainMultinomialRegression({ ...data, labels: [1, 1, 1, 1] }));
    modelError("TRAINING_CLASS_MISSING", () => trainMultinomialRegression({ ...data, labels: [1, 0, 1, 1] }));
  });
});

describe("trainLinearRegression", () => {
  it("is scikit-learn's Ridge on rows of the diabetes data", () => {
    const { features, rows, targets, alpha, optimum } = fixture.diabetes;
    const standardize = fitStandardizer(rows);
    const data = { rows: rows.map(standardize), targets, featureNames: features, outputName: "progression" };
    expectSolution(trainLinearRegression(data, { inverseRegularization: 1 / alpha }), optimum, 1e-8);
  });

  it("satisfies the conditions of the optimum for random data, also collinear and far from zero", () => {
    const shape = fc.record({ features: fc.integer({ min: 1, max: 6 }), count: fc.integer({ min: 1, max: 20 }) });
    const problem = shape.chain(({ features, count }) => {
      const row = fc.array(fc.integer({ min: 900, max: 1100 }), { minLength: features, maxLength: features });
      return fc.record({
        rows: fc.array(row, { minLength: count, maxLength: count }),
        targets: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: count, maxLength: count }),
        c: fc.constantFrom(0.01, 1, 30),
      });
    });
    fc.assert(
      fc.property(problem, ({ rows, targets, c }) => {
        const featureNames = rows[0]!.map((_, index) => `x${index}`);
        const data = { rows, targets, featureNames, outputName: "y" };
        const model = trainLinearRegression(data, { inverseRegularization: c });
        const residuals = rows.map((row, index) => runLinear(model, row)[0]! - targets[index]!);
        // w = -C Σ r x, and Σ r = 0 since the bias is free.
        const pulls = featureNames.map((_, j) => rows.reduce((sum, row, i) => sum - c * residuals[i]! * row[j]!, 0));
        expect(largestGap(model.weights, pulls)).toBeLessThan(1e-4);
        expect(Math.abs(residuals.reduce((sum, residual) => sum + residual, 0))).toBeLessThan(1e-7);
      }),
    );
  });

  it("refuses what cannot be learned from", () => {
    const data = { rows: [[0], [1]], targets: [1, 3], featureNames: ["x"], outputName: "y" };
    modelError("TRAINING_INPUT_INVALID", () => trainLinearRegression({ ...data, targets: [1, Number.NaN] }));
    modelError("TRAINING_INPUT_INVALID", () => trainLinearRegression({ ...data, targets: [1] }));
    modelError("TRAINING_INPUT_INVALID", () => trainLinearRegression({ ...data, rows: [], targets: [] }));
  });
});
