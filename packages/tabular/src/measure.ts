import { type BootstrapOptions, bootstrapIntervals, type Interval } from "./bootstrap.ts";
import { f1 } from "./confusion-matrix.ts";
import { accuracy, brier, logLoss, rocAuc } from "./metrics.ts";
import {
  multiclassAccuracy,
  multiclassBrier,
  multiclassCalibrationError,
  multiclassF1,
  multiclassLogLoss,
  multiclassRocAuc,
} from "./multiclass-metrics.ts";
import { meanAbsoluteError, r2, rootMeanSquaredError } from "./regression-metrics.ts";
import { expectedCalibrationError } from "./reliability.ts";

/** What a model predicts: one of two classes, one of several, or a quantity. */
export type Task = "binary" | "multiclass" | "regression";

/** Figures by name. */
export type Measures = Readonly<Record<string, Interval>>;

/**
 * All metrics of a task with bootstrap intervals, each over the same draws of rows.
 *
 * @param targets - classes from 0, or quantities
 * @param predictions - one list a row: the probability of class 1, a probability for each class, or the quantity
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`
 * @example
 * measure("binary", [0, 1, 1], [[0.2], [0.7], [0.4]], { seed: 1 }).rocAuc; // { value: 1, low: 1, high: 1 }
 */
export function measure(
  task: Task,
  targets: readonly number[],
  predictions: readonly (readonly number[])[],
  options: BootstrapOptions,
): Measures {
  const metrics = Object.entries(METRICS[task]);
  const figures = (rows: readonly number[]): readonly number[] => {
    const drawnTargets = rows.map((row) => targets[row] ?? Number.NaN);
    const drawnPredictions = rows.map((row) => predictions[row] ?? []);
    return metrics.map(([, metric]) => metric(drawnTargets, drawnPredictions));
  };
  const intervals = bootstrapIntervals(targets.length, figures, options);
  return Object.freeze(Object.fromEntries(metrics.map(([name], index) => [name, intervals[index]!])));
}

type Metric = (targets: readonly number[], predictions: readonly (readonly number[])[]) => number;

const ofOne =
  (metric: (targets: readonly number[], predictions: readonly number[]) => number): Metric =>
  (targets, predictions) =>
    metric(
      targets,
      predictions.map((row) => row[0] ?? Number.NaN),
    );

const METRICS: Readonly<Record<Task, Readonly<Record<string, Metric>>>> = {
  binary: {
    accuracy: ofOne(accuracy),
    rocAuc: ofOne(rocAuc),
    f1: ofOne(f1),
    logLoss: ofOne(logLoss),
    brier: ofOne(brier),
    calibrationError: ofOne(expectedCalibrationError),
  },
  multiclass: {
    accuracy: multiclassAccuracy,
    rocAuc: multiclassRocAuc,
    f1: multiclassF1,
    logLoss: multiclassLogLoss,
    brier: multiclassBrier,
    calibrationError: multiclassCalibrationError,
  },
  regression: { r2: ofOne(r2), meanAbsoluteError: ofOne(meanAbsoluteError), rmse: ofOne(rootMeanSquaredError) },
};
