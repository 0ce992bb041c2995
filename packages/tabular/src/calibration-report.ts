import { applyCalibration, type Calibration } from "./calibration.ts";
import { fitIsotonic } from "./fit-isotonic.ts";
import { fitPlatt } from "./fit-platt.ts";
import { type FoldOptions, stratifiedFolds } from "./folds.ts";
import { brier, logLoss } from "./metrics.ts";
import { expectedCalibrationError, type ReliabilityBin, reliabilityBins } from "./reliability.ts";
import { sigmoid } from "./sigmoid.ts";

/** How far probabilities hold. */
export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  readonly calibrationError: number;
  readonly brier: number;
  readonly logLoss: number;
}

/** A calibration, and what it is worth. */
export interface CalibrationReport {
  /** Fitted on all rows. */
  readonly calibration: Calibration;
  /** The model's own probabilities. */
  readonly before: Reliability;
  /** Each row calibrated by a fit on the other folds, so that no row has taught its own probability. */
  readonly after: Reliability;
}

/**
 * Fits a calibration and measures it on rows that the measured fits have not seen.
 *
 * @param labels - 0 and 1, of rows that the model was not trained on
 * @param logits - the model's outputs for them
 * @throws {@link TabularError} the codes of `fitPlatt`, `fitIsotonic` and `stratifiedFolds`
 * @example
 * const { calibration, before, after } = calibrate("platt", labels, logits, { folds: 5, seed: 1 });
 */
export function calibrate(
  kind: Calibration["kind"],
  labels: readonly number[],
  logits: readonly number[],
  options: FoldOptions,
): CalibrationReport {
  const fit = kind === "platt" ? fitPlatt : fitIsotonic;
  const calibration = fit(labels, logits);
  const after = new Array<number>(labels.length);
  for (const { train, test } of stratifiedFolds(labels, options)) {
    const pick = (list: readonly number[]): number[] => train.map((row) => list[row] ?? 0);
    const part = fit(pick(labels), pick(logits));
    for (const row of test) after[row] = applyCalibration(part, logits[row] ?? 0);
  }
  return Object.freeze({
    calibration,
    before: reliabilityOf(labels, logits.map(sigmoid)),
    after: reliabilityOf(labels, after),
  });
}

/**
 * The reliability of probabilities.
 *
 * @example
 * reliabilityOf(labels, probabilities).calibrationError; // 0.04
 */
export function reliabilityOf(labels: readonly number[], probabilities: readonly number[]): Reliability {
  return Object.freeze({
    bins: reliabilityBins(labels, probabilities),
    calibrationError: expectedCalibrationError(labels, probabilities),
    brier: brier(labels, probabilities),
    logLoss: logLoss(labels, probabilities),
  });
}
