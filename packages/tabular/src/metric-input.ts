import { TabularError } from "./tabular-error.ts";

/** Checks what a metric of a binary classifier takes: labels 0 and 1, and one legal score each. */
export function checkBinary(
  labels: readonly number[],
  scores: readonly number[],
  name: string,
  isLegal: (score: number) => boolean,
): void {
  checkLengths(labels, scores, name);
  if (!labels.every((label) => label === 0 || label === 1))
    throw inputError("labels", "0 and 1 alone", "another value");
  if (!scores.every(isLegal)) throw inputError(name, "legal values in every row", "another value");
}

/** Checks that there is at least one row, and one prediction a row. */
export function checkLengths(labels: readonly unknown[], predictions: readonly unknown[], name: string): void {
  if (labels.length === 0) throw inputError("labels", "at least one row", "none");
  if (labels.length !== predictions.length) throw inputError(name, `${labels.length} rows`, `${predictions.length}`);
}

/** True from 0 to 1. */
export function isProbability(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** `METRIC_INPUT_INVALID`. */
export function inputError(argument: string, expected: string, got: string): TabularError {
  return new TabularError("METRIC_INPUT_INVALID", argument, expected, got);
}
