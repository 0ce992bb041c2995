import { accuracy, createShuffleRandom, rocAuc, sigmoid } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { fitStandardizer, readCsv } from "../test-support/csv-matrix.ts";
import { readFixture } from "../test-support/heart-data.ts";
import { type MlpModel, runMlp } from "./mlp-model.ts";
import type { MlpOptions, MlpProgress } from "./mlp-options.ts";
import { type MlpData, trainMlp } from "./train-mlp.ts";

interface HeartMlpFixture {
  readonly cases: {
    readonly name: string;
    readonly train: number[];
    readonly test: number[];
    readonly metricsOnTest: { accuracy: number; rocAuc: number };
  }[];
}

/** Points of a square; class 1 where the product of the coordinates is positive: no linear model can tell. */
function quadrants(count: number): MlpData {
  const random = createShuffleRandom(5);
  const draw = (): number => random.below(2 ** 32) / 2 ** 31 - 1;
  const rows = Array.from({ length: count }, () => [2 * draw(), 2 * draw()]);
  const targets = rows.map(([x = 0, y = 0]) => (x * y > 0 ? 1 : 0));
  return { task: "binary", rows, targets, featureNames: ["x", "y"], outputNames: ["logit"] };
}

const few: MlpOptions = { hidden: [4], maximumEpochs: 8 };
const light: MlpOptions = { weightDecay: 0.01, learningRate: 0.03 };
const accuracyOf = (model: MlpModel, { rows, targets }: MlpData): number =>
  accuracy(
    targets,
    rows.map((row) => sigmoid(runMlp(model, row)[0]!)),
  );

describe("trainMlp against scikit-learn on the same splits of the heart data", () => {
  const { cases } = readFixture<HeartMlpFixture>("heart-mlp");
  const { records } = readCsv("heart-disease");
  const rows = records.map((record) => record.slice(0, -1).map(Number));
  const targets = records.map((record) => Number(record.at(-1)));

  it.each(["silu", "relu", "tanh"] as const)(
    "%s: mean area and accuracy no more than 0.01 below",
    async (activation) => {
      let [area, right] = [0, 0];
      for (const { train, test, metricsOnTest } of cases) {
        const standardize = fitStandardizer(train.map((row) => rows[row]!));
        const { model } = await trainMlp(
          {
            task: "binary",
            rows: train.map((row) => standardize(rows[row]!)),
            targets: train.map((row) => targets[row]!),
            featureNames: rows[0]!.map((_, index) => `x${index}`),
            outputNames: ["logit"],
          },
          { activation, weightDecay: 2, seed: 1 },
        );
        const labels = test.map((row) => targets[row]!);
        const probabilities = test.map((row) => sigmoid(runMlp(model, standardize(rows[row]!))[0]!));
        area += (rocAuc(labels, probabilities) - metricsOnTest.rocAuc) / cases.length;
        right += (accuracy(labels, probabilities) - metricsOnTest.accuracy) / cases.length;
      }
      expect(area).toBeGreaterThan(-0.01);
      expect(right).toBeGreaterThan(-0.01);
    },
  );
});

describe("trainMlp", () => {
  const data = quadrants(300);

  it.each(["square", "silu", "relu", "tanh"] as const)("learns by %s what no linear model can", async (activation) => {
    const { model } = await trainMlp(data, { ...light, activation });
    expect(accuracyOf(model, quadrants(300))).toBeGreaterThan(0.93);
  });

  it("learns several classes", async () => {
    const targets = data.rows.map((row) => {
      const radius = Math.hypot(row[0]!, row[1]!);
      return radius < 0.9 ? 0 : radius < 1.5 ? 1 : 2;
    });
    const rings: MlpData = { ...data, task: "multiclass", targets, outputNames: ["a", "b", "c"] };
    const { model } = await trainMlp(rings, light);
    const right = data.rows.filter((row, index) => {
      const outputs = Array.from(runMlp(model, row));
      return outputs.indexOf(Math.max(...outputs)) === targets[index];
    });
    expect(right.length / targets.length).toBeGreaterThan(0.9);
  });

  it("learns a quantity in its own unit, however large", async () => {
    const targets = data.rows.map((row) => 5000 + 300 * row[0]! * row[1]! + 100 * row[0]!);
    const { model } = await trainMlp({ ...data, task: "regression", targets }, light);
    const worst = Math.max(...data.rows.map((row, i) => Math.abs(runMlp(model, row)[0]! - targets[i]!)));
    expect(worst).toBeLessThan(100);
  });

  it("gives the same net for the same seed, and another for another", async () => {
    const train = async (seed: number) => (await trainMlp(data, { ...few, activation: "silu", seed })).model;
    expect(await train(3)).toEqual(await train(3));
    expect(await train(4)).not.toEqual(await train(3));
  });

  it("keeps hidden sums in range by the penalty, and reports what they reach", async () => {
    const far = { ...data, rows: data.rows.map((row) => [4 * row[0]!, 4 * row[1]!]) };
    const reach = async (rangePenalty: number) => {
      const { model, hiddenRanges } = await trainMlp(far, { ...light, activation: "tanh", range: 2, rangePenalty });
      const [{ weights, bias }] = model.layers as [MlpModel["layers"][0]];
      const sums = far.rows.flatMap(([x = 0, y = 0]) =>
        Array.from(bias, (b, i) => b + weights[2 * i]! * x + weights[2 * i + 1]! * y),
      );
      expect(hiddenRanges[0]![0]).toBeCloseTo(Math.min(...sums), 10);
      expect(hiddenRanges[0]![1]).toBeCloseTo(Math.max(...sums), 10);
      return Math.max(...sums.map(Math.abs));
    };
    const [free, held] = [await reach(0), await reach(1)];
    expect(free).toBeGreaterThan(4);
    expect(held).toBeLessThan(3);
  });

  it("has polynomials of the degree asked for, one a layer, fitted to what the layer sees", async () => {
    const { model } = await trainMlp(data, { ...few, hidden: [4, 3], activation: "relu", degree: 4 });
    const [first, second, last] = model.layers;
    expect([first, second].map((layer) => layer!.activation)).toMatchObject([
      { kind: "polynomial", coefficients: { length: 5 } },
      { kind: "polynomial", coefficients: { length: 5 } },
    ]);
    expect(first!.activation).not.toEqual(second!.activation);
    expect(last!.activation).toEqual({ kind: "identity" });
    const square = (await trainMlp(data, few)).model.layers[0]!.activation;
    expect(square).toEqual({ kind: "polynomial", coefficients: [0, 0, 1] });
  });

  it("tells its progress, both phases of both runs", async () => {
    const told: MlpProgress[] = [];
    await trainMlp(data, { ...few, activation: "silu", onProgress: (progress) => told.push(progress) });
    const phases = told.map(({ phase, validationLoss }) => `${phase}${validationLoss === null ? " on all" : ""}`);
    expect([...new Set(phases)]).toEqual(["train", "fine-tune", "train on all", "fine-tune on all"]);
    expect(told[0]).toMatchObject({ phase: "train", epoch: 1, maximumEpochs: 8 });
  });

  it("stops when it is told to: before, and from the outside while it runs", async () => {
    await expect(trainMlp(data, { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
    const controller = new AbortController();
    let epochs = 0;
    const endless = trainMlp(quadrants(2000), {
      maximumEpochs: 1e6,
      patience: 1e6,
      signal: controller.signal,
      onProgress: () => epochs++,
    });
    setTimeout(() => controller.abort(new Error("while")), 20);
    await expect(endless).rejects.toThrow("while");
    expect(epochs).toBeGreaterThan(0);
  });

  it("fails where nothing is learned", async () => {
    const constant = { ...data, rows: data.rows.map(() => [0, 0]), targets: data.targets.map((_, row) => row % 2) };
    const hopeless = trainMlp(constant, { ...few, learningRate: 1e6 });
    await expect(hopeless).rejects.toMatchObject({ code: "TRAINING_NOT_CONVERGED" });
  });

  it.each<[string, MlpOptions]>([
    ["hidden", { hidden: [] }],
    ["hidden", { hidden: [2.5] }],
    ["degree", { activation: "tanh", degree: 2 }],
    ["degree", { activation: "silu", degree: 1 }],
    ["degree", { activation: "relu", degree: 9 }],
    ["degree", { activation: "square", degree: 3 }],
    ["learningRate", { learningRate: 0 }],
    ["weightDecay", { weightDecay: -1 }],
    ["rangePenalty", { rangePenalty: Infinity }],
    ["range", { range: 0 }],
    ["batchSize", { batchSize: 0.5 }],
    ["patience", { patience: 0 }],
    ["maximumEpochs", { maximumEpochs: Number.NaN }],
    ["validationFraction", { validationFraction: 1 }],
    ["seed", { seed: -1 }],
  ])("refuses the option %s in %j", async (argument, options) => {
    await expect(trainMlp(data, options)).rejects.toMatchObject({ code: "TRAINING_INPUT_INVALID", argument });
  });

  it("refuses what cannot be learned from", async () => {
    const broken = (change: Partial<MlpData>) => trainMlp({ ...data, ...change });
    await expect(broken({ targets: data.targets.map(() => 1) })).rejects.toMatchObject({ code: "TRAINING_ONE_CLASS" });
    await expect(broken({ targets: [0, 1] })).rejects.toMatchObject({ argument: "labels" });
    await expect(broken({ rows: [[1], [2]] })).rejects.toMatchObject({ argument: "rows[0]" });
    await expect(broken({ task: "regression", targets: [Number.NaN] })).rejects.toMatchObject({ argument: "targets" });
  });
});
