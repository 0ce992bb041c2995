import { inputError } from "./metric-input.ts";
import { createShuffleRandom } from "./shuffle-random.ts";
import { checkSeed } from "./split.ts";
import { TabularError } from "./tabular-error.ts";

/** A figure and how far chance in the choice of rows may have moved it. */
export interface Interval {
  /** The figure over all rows. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How to resample. */
export interface BootstrapOptions {
  /** An integer from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Default 1000. */
  readonly resamples?: number;
  /** Part of the resampled figures inside the interval. Default 0.95. */
  readonly confidence?: number;
}

/**
 * The percentile bootstrap interval of a figure (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993,
 * section 13.3): rows are drawn with replacement, the figure is computed again, and the middle part is kept. A draw that
 * has no such figure, say no row of one class, is drawn again.
 *
 * With few rows, or a figure near the end of its scale, the interval is too narrow; it says nothing of how the training
 * rows were chosen.
 *
 * @param rows - number of rows
 * @param figure - computed from positions of rows, some of them repeated
 * @throws {@link TabularError} `METRIC_INPUT_INVALID` for bad options, for what the figure refuses over all rows, and
 * where more than nine draws in ten have no figure
 * @example
 * bootstrapInterval(91, (rows) => accuracy(rows.map((row) => labels[row]), rows.map((row) => p[row])), { seed: 1 });
 */
export function bootstrapInterval(
  rows: number,
  figure: (positions: readonly number[]) => number,
  options: BootstrapOptions,
): Interval {
  const [interval] = bootstrapIntervals(rows, (positions) => [figure(positions)], options);
  return interval!;
}

/** The same for several figures at once, over the same draws: one that has not all figures is drawn again. */
export function bootstrapIntervals(
  rows: number,
  figures: (positions: readonly number[]) => readonly number[],
  options: BootstrapOptions,
): readonly Interval[] {
  const { seed, resamples = 1000, confidence = 0.95 } = options;
  if (!Number.isSafeInteger(rows) || rows < 1) throw inputError("rows", "at least one row", "another value");
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw inputError("resamples", "a positive integer", "another value");
  if (!(confidence > 0 && confidence < 1)) throw inputError("confidence", "a number between 0 and 1", "another value");
  const values = figures(Array.from({ length: rows }, (_, row) => row));
  const draws = resample(rows, figures, resamples, seed);
  const tail = (1 - confidence) / 2;
  return values.map((value, index) => {
    const sorted = Float64Array.from(draws, (draw) => draw[index] ?? Number.NaN).sort();
    return { value, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
  });
}

function resample(
  rows: number,
  figures: (positions: readonly number[]) => readonly number[],
  resamples: number,
  seed: number,
): readonly (readonly number[])[] {
  const random = createShuffleRandom(checkSeed(seed));
  const draws: (readonly number[])[] = [];
  for (let draw = 0; draws.length < resamples; draw++) {
    if (draw >= 10 * resamples) throw inputError("rows", "rows whose draws have the figure", "too few");
    const positions = Array.from({ length: rows }, () => random.below(rows));
    const result = figuresOrNothing(figures, positions);
    if (result !== undefined) draws.push(result);
  }
  return draws;
}

function figuresOrNothing(
  figures: (positions: readonly number[]) => readonly number[],
  positions: readonly number[],
): readonly number[] | undefined {
  try {
    return figures(positions);
  } catch (error) {
    if (error instanceof TabularError && error.code === "METRIC_INPUT_INVALID") return undefined;
    throw error;
  }
}

/** Linear between neighbours: type 7 of R. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996. */
function quantile(sorted: Float64Array, part: number): number {
  const place = part * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] ?? 0;
  return lower + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? 0) - lower);
}
