import { checkBinary, inputError, isProbability } from "./metric-input.ts";

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
 * (Mann and Whitney's U, by one walk over both classes in rising order). Scores need no range here, logits will do.
 *
 * @throws {@link TabularError} `METRIC_INPUT_INVALID` also when one class is absent
 * @example
 * rocAuc([0, 1, 1], [0.2, 0.1, 0.9]); // 0.5
 */
export function rocAuc(labels: readonly number[], scores: readonly number[]): number {
  checkBinary(labels, scores, "scores", Number.isFinite);
  const positives = Float64Array.from(scores.filter((_, row) => labels[row] === 1)).sort();
  const negatives = Float64Array.from(scores.filter((_, row) => labels[row] === 0)).sort();
  if (positives.length === 0 || negatives.length === 0) throw inputError("labels", "both classes", "one");
  let below = 0;
  let notAbove = 0;
  let wins = 0;
  for (const score of positives) {
    while (below < negatives.length && (negatives[below] ?? 0) < score) below++;
    while (notAbove < negatives.length && (negatives[notAbove] ?? 0) <= score) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return wins / (positives.length * negatives.length);
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
  checkBinary(labels, probabilities, "probabilities", isProbability);
  return probabilities.reduce((sum, p, row) => sum + term(labels[row] ?? 0, p), 0) / labels.length;
}
