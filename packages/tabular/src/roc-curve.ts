import { checkBinary, inputError } from "./metric-input.ts";

/** One point of the curve: what a threshold lets through. */
export interface RocPoint {
  /** Rows with at least this score count as class 1; infinite at the first point. */
  readonly threshold: number;
  /** Part of class 0 that counts as 1. */
  readonly falsePositiveRate: number;
  /** Part of class 1 that counts as 1. */
  readonly truePositiveRate: number;
}

/**
 * The receiver operating characteristic: a point for each different score, falling, from (0, 0) to (1, 1).
 *
 * @param labels - 0 and 1, both there
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`
 * @example
 * rocCurve([0, 1], [0.2, 0.9]); // (0, 0), (0, 1), (1, 1)
 */
export function rocCurve(labels: readonly number[], scores: readonly number[]): readonly RocPoint[] {
  checkBinary(labels, scores, "scores", Number.isFinite);
  const order = scores.map((score, row) => ({ score, label: labels[row] ?? 0 })).sort((a, b) => b.score - a.score);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) throw inputError("labels", "both classes", "one");
  const points: RocPoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }];
  let found = 0;
  order.forEach(({ score, label }, index) => {
    found += label;
    if (order[index + 1]?.score === score) return;
    const falsePositiveRate = (index + 1 - found) / negatives;
    points.push({ threshold: score, falsePositiveRate, truePositiveRate: found / positives });
  });
  return points;
}
