import { checkBinary, checkLengths, inputError, isProbability } from "./metric-input.ts";

/** Counts of rows: `counts[actual][predicted]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * How often each class was taken for each.
 *
 * @param labels - class of each row, an integer from 0 to `classes - 1`
 * @param predictions - the predicted class of each row
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`
 * @example
 * confusionMatrix([0, 1, 1], [0, 0, 1], 2); // [[1, 0], [1, 1]]
 */
export function confusionMatrix(
  labels: readonly number[],
  predictions: readonly number[],
  classes: number,
): ConfusionMatrix {
  checkLengths(labels, predictions, "predictions");
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, row) => {
    const line = counts[label];
    const predicted = predictions[row] ?? -1;
    if (line?.[predicted] === undefined) throw inputError("labels", `classes from 0 to ${classes - 1}`, "another");
    line[predicted] = (line[predicted] ?? 0) + 1;
  });
  return counts;
}

/**
 * F1 of class 1: the harmonic mean of precision and recall; 0 where nothing is predicted and nothing is there to find.
 *
 * @param labels - 0 and 1
 * @param probabilities - of class 1, a probability at the threshold counts as 1
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`
 * @example
 * f1([0, 1, 1], [0.2, 0.9, 0.1]); // 0.667
 */
export function f1(labels: readonly number[], probabilities: readonly number[], threshold = 0.5): number {
  checkBinary(labels, probabilities, "probabilities", isProbability);
  const predicted = probabilities.map((probability) => (probability >= threshold ? 1 : 0));
  const found = predicted.filter((prediction, row) => prediction === 1 && labels[row] === 1).length;
  const total = [...predicted, ...labels].reduce((sum, value) => sum + value, 0);
  return total === 0 ? 0 : (2 * found) / total;
}
