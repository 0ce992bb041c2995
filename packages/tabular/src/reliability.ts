import { checkBinary, inputError, isProbability } from "./metric-input.ts";

/** Rows whose probability lies in `[lower, upper)`, the last bin with its upper end. */
export interface ReliabilityBin {
  readonly lower: number;
  readonly upper: number;
  /** At least 1. */
  readonly count: number;
  readonly meanProbability: number;
  /** Part of these rows that are of class 1. Reliable probabilities make it equal to `meanProbability`. */
  readonly observed: number;
}

/**
 * The bins of a reliability diagram, equally wide, without the empty ones.
 *
 * @param labels - 0 and 1
 * @param probabilities - of class 1
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`
 * @example
 * reliabilityBins([0, 1, 1], [0.12, 0.81, 0.85], 10); // 2 bins, of 1 and of 2 rows
 */
export function reliabilityBins(
  labels: readonly number[],
  probabilities: readonly number[],
  bins = 10,
): readonly ReliabilityBin[] {
  checkBinary(labels, probabilities, "probabilities", isProbability);
  if (!Number.isSafeInteger(bins) || bins < 1) throw inputError("bins", "a positive integer", "another value");
  const sums = Array.from({ length: bins }, () => ({ count: 0, probability: 0, ones: 0 }));
  probabilities.forEach((probability, row) => {
    const sum = sums[Math.min(bins - 1, Math.floor(probability * bins))];
    if (sum === undefined) return;
    sum.count++;
    sum.probability += probability;
    sum.ones += labels[row] ?? 0;
  });
  return sums.flatMap(({ count, probability, ones }, index) => {
    const ends = { lower: index / bins, upper: (index + 1) / bins };
    return count === 0 ? [] : [{ ...ends, count, meanProbability: probability / count, observed: ones / count }];
  });
}

/**
 * Expected calibration error: the mean distance of {@link reliabilityBins} from the diagonal, weighted by rows
 * (C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, equation 3).
 *
 * @example
 * expectedCalibrationError([0, 1], [0.5, 0.5]); // 0
 */
export function expectedCalibrationError(
  labels: readonly number[],
  probabilities: readonly number[],
  bins = 10,
): number {
  return reliabilityBins(labels, probabilities, bins).reduce(
    (sum, bin) => sum + (bin.count / labels.length) * Math.abs(bin.observed - bin.meanProbability),
    0,
  );
}
