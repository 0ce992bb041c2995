import {
  accuracy,
  applyPreprocessing,
  checkRow,
  inferSchema,
  logLoss,
  preprocessedNames,
  readTrainingTable,
  rocAuc,
  sigmoid,
  type TrainingTable,
} from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { heartSchema } from "../heart/heart-schema.ts";
import { predictInClear } from "../tabular-model.ts";
import { readCsv } from "../test-support/csv-matrix.ts";
import { largestGap, readFixture } from "../test-support/heart-data.ts";
import { modelError } from "../test-support/model-error.ts";
import { predictionOf, runModel } from "./predictions.ts";
import { trainModel } from "./train-model.ts";
import type { TrainModelOptions, TrainProgress } from "./train-model-options.ts";
import { trainedTabularModel } from "./trained-tabular-model.ts";

interface EncodedFixture {
  readonly split: { train: number[]; test: number[] };
  readonly encodedNames: string[];
  readonly coefficients: number[];
  readonly metricsOnTest: { accuracy: number; rocAuc: number; brier: number; logLoss: number };
}

function readTable(name: string, target: string, schema = inferSchemaOf(name, target)): TrainingTable {
  const { header, records } = readCsv(name);
  return readTrainingTable(header, records, schema, { target });
}

function inferSchemaOf(name: string, target: string) {
  const { header, records } = readCsv(name);
  return inferSchema(header, records, { target }).schema;
}

const heart = readTable("heart-disease", "target");
const quick: TrainModelOptions = { model: "logreg", inverseRegularization: [0.3], resamples: 100 };

describe("trainModel of heart disease", () => {
  it("is scikit-learn's pipeline on the same split: accuracy equal, the rest up to the rounding of constants", async () => {
    const fixture = readFixture<EncodedFixture>("heart-encoded");
    const table = readTable("heart-disease", "target", heartSchema);
    const options = { ...quick, split: fixture.split, folds: 0, inverseRegularization: [0.5] };
    const { model, metrics, preprocessing } = await trainModel(table, options);
    const names = preprocessedNames(preprocessing);
    expect(names.toSorted()).toEqual(fixture.encodedNames.toSorted());
    const weights = fixture.encodedNames.map((name) => model.kind === "linear" && model.weights[names.indexOf(name)]);
    expect(largestGap(weights.map(Number), fixture.coefficients)).toBeLessThan(0.05);
    expect(metrics["accuracy"]?.value).toBeCloseTo(fixture.metricsOnTest.accuracy, 12);
    for (const name of ["rocAuc", "brier", "logLoss"] as const) {
      expect(Math.abs(metrics[name]!.value - fixture.metricsOnTest[name]), name).toBeLessThan(0.002);
    }
  });

  it("measures the held-out rows, and these alone", async () => {
    const trained = await trainModel(heart, { ...quick, seed: 7 });
    const { split, heldOutOutputs, metrics } = trained;
    expect([split.train.length, split.test.length]).toEqual([212, 91]);
    const labels = split.test.map((row) => heart.targets[row]!);
    const probabilities = heldOutOutputs.map(([logit]) => sigmoid(logit!));
    expect(metrics["accuracy"]?.value).toBeCloseTo(accuracy(labels, probabilities), 12);
    expect(metrics["rocAuc"]?.value).toBeCloseTo(rocAuc(labels, probabilities), 12);
    expect(metrics["rocAuc"]!.low).toBeLessThan(metrics["rocAuc"]!.value);
    const first = applyPreprocessing(trained.preprocessing, heart.rows[split.test[0]!]!);
    expect(Array.from(runModel(trained.model, first))).toEqual(heldOutOutputs[0]);
  });

  it("learns nothing from the held-out rows: neither settings, nor constants, nor weights", async () => {
    const options: TrainModelOptions = { model: "logreg", seed: 7, resamples: 50 };
    const trained = await trainModel(heart, options);
    const hidden = new Set(trained.split.test);
    const changed: TrainingTable = {
      ...heart,
      targets: heart.targets.map((target, row) => (hidden.has(row) ? 1 - target : target)),
      rows: heart.rows.map((row, index) => (hidden.has(index) ? heart.rows[trained.split.train[0]!]! : row)),
    };
    const again = await trainModel(changed, { ...options, split: trained.split });
    for (const part of ["preprocessing", "model", "candidate", "crossValidation"] as const) {
      expect(again[part]).toEqual(trained[part]);
    }
    expect(again.metrics).not.toEqual(trained.metrics);
  });

  it("chooses C where the left-out rows say, and keeps their outputs", async () => {
    const trained = await trainModel(heart, { ...quick, inverseRegularization: [1e-6, 0.3], seed: 7 });
    const { crossValidation, candidate, split } = trained;
    expect(candidate).toEqual({ kind: "logreg", inverseRegularization: 0.3 });
    expect(crossValidation!.rows).toEqual(split.train);
    const labels = split.train.map((row) => heart.targets[row]!);
    const left = crossValidation!.outputs.map(([logit]) => sigmoid(logit!));
    expect(crossValidation!.scores[1]!.loss).toBeCloseTo(logLoss(labels, left), 12);
    expect(crossValidation!.scores[0]!.loss).toBeGreaterThan(0.68); // all but log 2: the penalty leaves no weights
    // A row's own fit has not seen it: the outputs are worse than those of the fit on all rows.
    const seen = split.train.map((row) =>
      sigmoid(runModel(trained.model, applyPreprocessing(trained.preprocessing, heart.rows[row]!))[0]!),
    );
    expect(logLoss(labels, left)).toBeGreaterThan(logLoss(labels, seen) + 0.02);
  });

  it("repeats with its seed, nets too, and differs without", async () => {
    const train = (seed: number) =>
      trainModel(heart, {
        model: "mlp",
        seed,
        folds: 2,
        resamples: 20,
        mlp: { maximumEpochs: 5, weightDecay: [1, 2] },
      });
    expect(await train(1)).toEqual(await train(1));
    expect((await train(2)).model).not.toEqual((await train(1)).model);
  });

  it("trains a net that beats chance by far, chosen by width and decay", async () => {
    const mlp = { hidden: [[2], [8]], weightDecay: [1, 3], activation: "silu" } as const;
    const trained = await trainModel(heart, { model: "mlp", seed: 7, folds: 3, mlp, resamples: 50 });
    expect(trained.crossValidation!.scores).toHaveLength(4);
    expect(trained.crossValidation!.scores.map(({ candidate }) => candidate)).toContainEqual(trained.candidate);
    const lowest = Math.min(...trained.crossValidation!.scores.map(({ loss }) => loss));
    const chosen = trained.crossValidation!.scores.find(({ candidate }) => candidate === trained.candidate);
    expect(chosen!.loss).toBe(lowest);
    expect(trained.metrics["rocAuc"]!.value).toBeGreaterThan(0.85);
    expect(trained.hiddenRanges).toHaveLength(1);
  });

  it("is what the compiler takes, row by row", async () => {
    const trained = await trainModel(heart, { ...quick, folds: 0, seed: 7 });
    const model = trainedTabularModel(trained);
    const row = heart.rows[trained.split.test[0]!]!;
    const { outputs, prediction } = predictInClear(model, checkRow(heart.schema, row));
    expect(Array.from(outputs)).toEqual(trained.heldOutOutputs[0]);
    expect(prediction).toMatchObject({ kind: "class", probability: sigmoid(outputs[0]!) });
    const net = await trainModel(heart, { model: "mlp", folds: 0, mlp: { maximumEpochs: 2 }, resamples: 10 });
    modelError("MODEL_INVALID", () => trainedTabularModel(net));
  });
});

describe("trainModel", () => {
  it("of wine: three classes, by regression and by a net", async () => {
    const wine = readTable("wine", "cultivar");
    const regression = await trainModel(wine, { model: "multinomial", inverseRegularization: [1], resamples: 50 });
    expect(regression.metrics["accuracy"]!.value).toBeGreaterThan(0.93);
    expect(regression.model.outputNames).toEqual(["0", "1", "2"]);
    const net = await trainModel(wine, { model: "mlp", folds: 0, resamples: 50 });
    expect(net.metrics["accuracy"]!.value).toBeGreaterThan(0.9);
    for (const outputs of net.heldOutOutputs) {
      expect(predictionOf("multiclass", outputs).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  /** A quantity of two columns and noise of none, a constant in most rows, and a text. */
  function quantities() {
    const rows = Array.from({ length: 90 }, (_, row) => row);
    const records = rows.map((row) => {
      const [a, b] = [((row * 37) % 90) / 10, ["low", "high"][row % 2]!];
      return [`${a}`, b, `${row === 0 ? 1.5 : 0.5}`, `${2 * a + (b === "high" ? 5 : 0) + 0.25}`];
    });
    const header = ["a", "b", "rare", "y"];
    const { schema } = inferSchema(header, records, { target: "y" });
    return readTrainingTable(header, records, schema, { target: "y" });
  }

  it("of a quantity finds the rule, and says which column had nothing to teach", async () => {
    const table = quantities();
    const train = Array.from({ length: 60 }, (_, index) => index + 30);
    const split = { train, test: Array.from({ length: 30 }, (_, index) => index) };
    const trained = await trainModel(table, { model: "linear", split, inverseRegularization: [100], resamples: 50 });
    expect(trained.metrics["r2"]!.value).toBeGreaterThan(0.999);
    expect(trained.warnings.map(({ code, column }) => [code, column])).toContainEqual(["COLUMN_CONSTANT", "rare"]);
    expect(trained.task).toBe("regression");
    const net = await trainModel(table, { model: "mlp", split, folds: 0, mlp: { weightDecay: [0.01] }, resamples: 50 });
    expect(net.metrics["r2"]!.value).toBeGreaterThan(0.95);
  });

  it("takes another plan of encoding", async () => {
    const plan = [{ feature: "age", encode: "standardize" }] as const;
    const trained = await trainModel(heart, { ...quick, folds: 0, plan });
    expect(trained.model.featureNames).toEqual(["age"]);
    expect(trained.warnings.filter(({ code }) => code === "COLUMN_CONSTANT")).toEqual([]);
  });

  it("warns where there are more inputs than training rows", async () => {
    const train = Array.from({ length: 12 }, (_, index) => index);
    const split = { train, test: Array.from({ length: 20 }, (_, index) => index + 12) };
    const { warnings } = await trainModel(heart, { ...quick, split, folds: 0 });
    expect(warnings.map(({ code }) => code)).toContain("MORE_COLUMNS_THAN_ROWS");
  });

  it("tells its progress stage by stage", async () => {
    const told: TrainProgress[] = [];
    const onProgress = (progress: TrainProgress) => told.push(progress);
    const mlp = { maximumEpochs: 3, weightDecay: [1, 2] };
    await trainModel(heart, { model: "mlp", folds: 2, mlp, resamples: 10, onProgress });
    expect(told.filter(({ stage }) => stage === "cross-validate").map(({ done, total }) => [done, total])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    expect([...new Set(told.map(({ stage }) => stage))]).toEqual(["cross-validate", "train", "measure"]);
  });

  it("lets a signal come through between the fits of its folds", async () => {
    const digits = readTable("digits", "digit");
    const controller = new AbortController();
    let fits = 0;
    const stopped = trainModel(digits, {
      model: "multinomial",
      signal: controller.signal,
      inverseRegularization: [0.03, 0.03, 0.03, 0.03],
      // The event loop must turn before the next fits for this to be heard.
      onProgress: () => {
        fits++;
        if (fits === 1) setTimeout(() => controller.abort(new Error("enough")), 0);
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(fits).toBeLessThan(20);
  });

  it("stops when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    for (const model of ["logreg", "mlp"] as const) {
      await expect(trainModel(heart, { model, signal })).rejects.toThrow("enough");
    }
  });

  it.each<[string, TrainModelOptions, string]>([
    ["a quantity's model for classes", { model: "linear" }, "model"],
    ["several settings and no folds", { ...quick, folds: 0, inverseRegularization: [1, 2] }, "folds"],
    ["no setting", { ...quick, inverseRegularization: [] }, "options"],
    ["no width", { model: "mlp", mlp: { hidden: [] } }, "options"],
    ["a broken C", { ...quick, inverseRegularization: [-1] }, "inverseRegularization"],
    ["a broken width", { model: "mlp", folds: 2, mlp: { hidden: [[0]] } }, "hidden"],
    ["an empty plan", { ...quick, plan: [] }, "table"],
  ])("refuses %s", async (_, options, argument) => {
    await expect(trainModel(heart, options)).rejects.toMatchObject({ code: "TRAINING_INPUT_INVALID", argument });
  });

  it("refuses more folds than a class has rows, and a part that cannot be cut off", async () => {
    for (const change of [{ folds: 100 }, { folds: 1 }, { folds: -2 }, { testFraction: 1 }, { seed: 0.5 }]) {
      await expect(trainModel(heart, { ...quick, ...change })).rejects.toMatchObject({ code: "SPLIT_IMPOSSIBLE" });
    }
  });

  it("refuses two classes' model for three", async () => {
    const wine = readTable("wine", "cultivar");
    await expect(trainModel(wine, { model: "logreg" })).rejects.toMatchObject({ argument: "model", got: "multiclass" });
  });
});
