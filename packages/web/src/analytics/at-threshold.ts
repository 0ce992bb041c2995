import type { RocPoint } from "@velum/tabular";
import type { BinaryFigures } from "./evidence.ts";

/** What one threshold says of all rows. */
export interface ThresholdFigures {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly accuracy: number;
  /** Found among the rows of class 1. */
  readonly sensitivity: number;
  /** Cleared among the rows of class 0. */
  readonly specificity: number;
  /** Right among those that were said to be class 1; null where none was. */
  readonly precision: number | null;
  readonly point: RocPoint;
}

/**
 * The confusion matrix from a threshold on, read off the ROC curve, which has a point for every different probability: so it
 * needs no rows, and a report will do.
 *
 * @param threshold - a probability of at least this counts as class 1
 */
export function atThreshold(
  { positives, negatives }: Counts,
  roc: readonly RocPoint[],
  threshold: number,
): ThresholdFigures {
  const point = roc.findLast((candidate) => candidate.threshold >= threshold) ?? roc[0]!;
  const truePositives = Math.round(point.truePositiveRate * positives);
  const falsePositives = Math.round(point.falsePositiveRate * negatives);
  const said = truePositives + falsePositives;
  return Object.freeze({
    truePositives,
    falsePositives,
    trueNegatives: negatives - falsePositives,
    falseNegatives: positives - truePositives,
    accuracy: (truePositives + negatives - falsePositives) / (positives + negatives),
    sensitivity: point.truePositiveRate,
    specificity: 1 - point.falsePositiveRate,
    precision: said === 0 ? null : truePositives / said,
    point,
  });
}

type Counts = Pick<BinaryFigures, "positives" | "negatives">;

/** The area under the curve, by trapezoids: the rank statistic of Mann and Whitney, ties half. */
export function areaUnder(roc: readonly RocPoint[]): number {
  return roc.slice(1).reduce((sum, point, i) => {
    const last = roc[i]!;
    const width = point.falsePositiveRate - last.falsePositiveRate;
    return sum + (width * (point.truePositiveRate + last.truePositiveRate)) / 2;
  }, 0);
}
