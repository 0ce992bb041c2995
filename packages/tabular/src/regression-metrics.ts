import { checkLengths, inputError } from "./metric-input.ts";

/*
 * Metrics of a regression. `targets` and `predictions` are finite, of the same length, at least one. Each throws
 * METRIC_INPUT_INVALID otherwise. The figures are scikit-learn's.
 */

/**
 * Coefficient of determination: 1 less the part of the variance that is not explained. Negative where the mean of the
 * targets would have done better.
 *
 * @throws {@link TabularError} `METRIC_INPUT_INVALID` also where all targets are equal
 * @example
 * r2([1, 2, 3], [1, 2, 4]); // 0.5
 */
export function r2(targets: readonly number[], predictions: readonly number[]): number {
  const residual = meanOver(targets, predictions, (target, prediction) => (target - prediction) ** 2);
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const variance = targets.reduce((sum, target) => sum + (target - mean) ** 2, 0) / targets.length;
  if (variance === 0) throw inputError("targets", "values that differ", "one value");
  return 1 - residual / variance;
}

/**
 * Mean absolute error, in the target's unit.
 *
 * @example
 * meanAbsoluteError([1, 2], [1, 4]); // 1
 */
export function meanAbsoluteError(targets: readonly number[], predictions: readonly number[]): number {
  return meanOver(targets, predictions, (target, prediction) => Math.abs(target - prediction));
}

/**
 * Root of the mean squared error, in the target's unit.
 *
 * @example
 * rootMeanSquaredError([1, 2], [1, 4]); // 1.414
 */
export function rootMeanSquaredError(targets: readonly number[], predictions: readonly number[]): number {
  return Math.sqrt(meanOver(targets, predictions, (target, prediction) => (target - prediction) ** 2));
}

function meanOver(
  targets: readonly number[],
  predictions: readonly number[],
  term: (target: number, prediction: number) => number,
): number {
  checkLengths(targets, predictions, "predictions");
  if (!targets.every(Number.isFinite)) throw inputError("targets", "finite numbers", "another value");
  if (!predictions.every(Number.isFinite)) throw inputError("predictions", "finite numbers", "another value");
  return targets.reduce((sum, target, row) => sum + term(target, predictions[row] ?? 0), 0) / targets.length;
}
