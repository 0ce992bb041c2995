import type { ComparedPoint, ErrorQuantiles } from "./evidence.ts";

/** The smallest of the values that so large a part of them does not exceed. */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
}

/** @param points - at least one */
export function errorQuantiles(points: readonly ComparedPoint[]): ErrorQuantiles {
  const gaps = Float64Array.from(points, ({ clear, encrypted }) => Math.abs(encrypted - clear)).sort();
  const rms = Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length);
  const [median, p90, p99, largest] = [0.5, 0.9, 0.99, 1].map((part) => quantile(gaps, part)) as [
    number,
    number,
    number,
    number,
  ];
  return Object.freeze({ rms, median, p90, p99, largest });
}
