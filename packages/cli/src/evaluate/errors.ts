import type { ErrorQuantiles } from "./evaluation.ts";

/** The largest difference of two lists of outputs. */
export const largestGap = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

/** Quantiles of the absolute differences over all rows and outputs; the smallest value that so many do not exceed. */
export function errorQuantiles(
  outputs: readonly (readonly number[])[],
  clear: readonly (readonly number[])[],
): ErrorQuantiles {
  const gaps = Float64Array.from(
    outputs.flatMap((row, r) => row.map((value, i) => Math.abs(value - clear[r]![i]!))),
  ).sort();
  const quantile = (part: number): number => gaps[Math.max(0, Math.ceil(part * gaps.length) - 1)]!;
  const rms = Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length);
  return { rms, median: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), largest: quantile(1) };
}
