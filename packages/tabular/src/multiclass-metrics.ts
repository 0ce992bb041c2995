import { checkLengths, inputError, isProbability } from "./metric-input.ts";
import { rocAuc } from "./metrics.ts";
import { expectedCalibrationError } from "./reliability.ts";

/*
 * Metrics of a classifier among several classes. `labels` are integers from 0 to classes - 1, `probabilities` one list a
 * row with a probability for each class. Each throws METRIC_INPUT_INVALID otherwise. The figures are scikit-learn's.
 */

type Probabilities = readonly (readonly number[])[];

/**
 * The most probable class, the first of several.
 *
 * @example
 * mostProbable([0.2, 0.7, 0.1]); // 1
 */
export function mostProbable(probabilities: readonly number[]): number {
  return probabilities.reduce((best, value, index) => (value > (probabilities[best] ?? -Infinity) ? index : best), 0);
}

/**
 * The part of rows whose most probable class is theirs.
 *
 * @example
 * multiclassAccuracy([2, 0], [[0.1, 0.2, 0.7], [0.2, 0.5, 0.3]]); // 0.5
 */
export function multiclassAccuracy(labels: readonly number[], probabilities: Probabilities): number {
  return meanOver(labels, probabilities, (label, row) => (mostProbable(row) === label ? 1 : 0));
}

/**
 * Mean negative log likelihood, in nats, kept finite as in `logLoss`.
 *
 * @example
 * multiclassLogLoss([2], [[0.25, 0.25, 0.5]]); // 0.693
 */
export function multiclassLogLoss(labels: readonly number[], probabilities: Probabilities): number {
  return meanOver(labels, probabilities, (label, row) => {
    return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, row[label] ?? 0)));
  });
}

/**
 * Mean over rows of the squared distance between probabilities and the true class, summed over classes: 0 the best,
 * 2 the worst (G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950).
 *
 * @example
 * multiclassBrier([0], [[0.5, 0.5]]); // 0.5
 */
export function multiclassBrier(labels: readonly number[], probabilities: Probabilities): number {
  return meanOver(labels, probabilities, (label, row) =>
    row.reduce((sum, probability, index) => sum + (probability - (index === label ? 1 : 0)) ** 2, 0),
  );
}

/**
 * Mean over classes of the F1 of that class against the others (macro F1); 0 for a class that is neither there nor said.
 *
 * @example
 * multiclassF1([0, 1], [[0.9, 0.1], [0.6, 0.4]]); // 0.333
 */
export function multiclassF1(labels: readonly number[], probabilities: Probabilities): number {
  const classes = checkInput(labels, probabilities);
  const [actual, said, both] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  labels.forEach((label, row) => {
    const best = mostProbable(probabilities[row] ?? []);
    actual[label]! += 1;
    said[best]! += 1;
    if (best === label) both[label]! += 1;
  });
  const ofClass = both.map((count, k) => (count === 0 ? 0 : (2 * count) / (actual[k]! + said[k]!)));
  return ofClass.reduce((sum, value) => sum + value, 0) / classes;
}

/**
 * Mean over classes of the area under the ROC curve of that class against the others.
 *
 * @throws {@link TabularError} `METRIC_INPUT_INVALID` also when one class is absent
 * @example
 * multiclassRocAuc([0, 1, 2], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]); // 1
 */
export function multiclassRocAuc(labels: readonly number[], probabilities: Probabilities): number {
  const classes = checkInput(labels, probabilities);
  const areas = Array.from({ length: classes }, (_, index) =>
    rocAuc(
      labels.map((label) => (label === index ? 1 : 0)),
      probabilities.map((row) => row[index] ?? 0),
    ),
  );
  return areas.reduce((sum, area) => sum + area, 0) / classes;
}

/**
 * `expectedCalibrationError` of the most probable class: is it right as often as its probability says?
 *
 * @example
 * multiclassCalibrationError([0, 1], [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]); // 0
 */
export function multiclassCalibrationError(labels: readonly number[], probabilities: Probabilities): number {
  checkInput(labels, probabilities);
  return expectedCalibrationError(
    labels.map((label, row) => (mostProbable(probabilities[row] ?? []) === label ? 1 : 0)),
    probabilities.map((row) => Math.max(...row)),
  );
}

function meanOver(
  labels: readonly number[],
  probabilities: Probabilities,
  term: (label: number, row: readonly number[]) => number,
): number {
  checkInput(labels, probabilities);
  return probabilities.reduce((sum, row, index) => sum + term(labels[index] ?? 0, row), 0) / labels.length;
}

/** Rows sum to 1 within 1e-6: logits would not. Returns the number of classes. */
function checkInput(labels: readonly number[], probabilities: Probabilities): number {
  checkLengths(labels, probabilities, "probabilities");
  const classes = probabilities[0]?.length ?? 0;
  const isRow = (row: readonly number[]): boolean =>
    row.length === classes &&
    row.every(isProbability) &&
    Math.abs(row.reduce((sum, probability) => sum + probability, 0) - 1) <= 1e-6;
  if (classes < 2 || !probabilities.every(isRow)) {
    throw inputError("probabilities", "rows of equal length, at least 2, that sum to 1", "another row");
  }
  if (!labels.every((label) => Number.isInteger(label) && label >= 0 && label < classes)) {
    throw inputError("labels", `classes from 0 to ${classes - 1}`, "another value");
  }
  return classes;
}
