import { TabularError } from "./tabular-error.ts";

/*
 * Metrics of a binary classifier. `labels` are 0 and 1, `probabilities` the predicted probability of 1 in [0, 1], of
 * the same length, at least one. Each throws METRIC_INPUT_INVALID otherwise. The figures are scikit-learn's.
 */

/**
 * The part of rows on the right side of the threshold; a probability at the threshold counts as 1.
 *
 * @example
 * accuracy([0, 1], [0.2, 0.9]); // 1
 */
export function accuracy(labels: readonly number[], probabilities: readonly number[], threshold = 0.5): number {
  return meanOver(labels, probabilities, (label, probability) => (probability >= threshold === (label === 1) ? 1 : 0));
}

/**
 * Area under the ROC curve: the probability that a row of class 1 has a higher score than one of class 0, ties half
 * (Mann and Whitney's U by mean ranks). Scores need no range here, logits will do.
 *
 * @throws {@link TabularError} `METRIC_INPUT_INVALID` also when one class is absent
 * @example
 * rocAuc([0, 1, 1], [0.2, 0.1, 0.9]); // 0.5
 */
export function rocAuc(labels: readonly number[], scores: readonly number[]): number {
  checkInput(labels, scores, "scores", Number.isFinite);
  const order = scores.map((score, row) => ({ score, label: labels[row] })).sort((a, b) => a.score - b.score);
  const positives = labels.filter((label) => label === 1).length;
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) throw inputError("labels", "both classes", "one");
  let rankSum = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && order[end]?.score === order[start]?.score) end++;
    const tied = order.slice(start, end).filter(({ label }) => label === 1).length;
    rankSum += (tied * (start + 1 + end)) / 2;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Mean negative log likelihood, in nats. Probabilities are kept 2^-52 away from 0 and 1, so that a wrong certainty
 * costs 36 and not infinity.
 *
 * @example
 * logLoss([1], [0.5]); // 0.693
 */
export function logLoss(labels: readonly number[], probabilities: readonly number[]): number {
  return meanOver(labels, probabilities, (label, probability) => {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));
    return -(label === 1 ? Math.log(kept) : Math.log1p(-kept));
  });
}

/**
 * Mean squared distance of probability and label (Brier score), 0 the best.
 *
 * @example
 * brier([1], [0.5]); // 0.25
 */
export function brier(labels: readonly number[], probabilities: readonly number[]): number {
  return meanOver(labels, probabilities, (label, probability) => (probability - label) ** 2);
}

function meanOver(
  labels: readonly number[],
  probabilities: readonly number[],
  term: (label: number, probability: number) => number,
): number {
  checkInput(labels, probabilities, "probabilities", (p) => p >= 0 && p <= 1);
  return probabilities.reduce((sum, p, row) => sum + term(labels[row] ?? 0, p), 0) / labels.length;
}

function checkInput(
  labels: readonly number[],
  scores: readonly number[],
  name: string,
  isLegal: (score: number) => boolean,
): void {
  if (labels.length === 0) throw inputError("labels", "at least one row", "none");
  if (labels.length !== scores.length) throw inputError(name, `${labels.length} rows`, `${scores.length}`);
  if (!labels.every((label) => label === 0 || label === 1))
    throw inputError("labels", "0 and 1 alone", "another value");
  if (!scores.every(isLegal)) throw inputError(name, "legal values in every row", "another value");
}

function inputError(argument: string, expected: string, got: string): TabularError {
  return new TabularError("METRIC_INPUT_INVALID", argument, expected, got);
}
