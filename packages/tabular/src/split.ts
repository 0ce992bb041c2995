import { createShuffleRandom, shuffle } from "./shuffle-random.ts";
import { TabularError } from "./tabular-error.ts";

/** Positions of rows, each list rising, together every row once. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** How to split. */
export interface SplitOptions {
  /** Part of the rows that goes to `test`, between 0 and 1, both excluded. */
  readonly testFraction: number;
  /** An integer from 0 to 2^32 - 1. The same seed gives the same split on every machine. */
  readonly seed: number;
}

/**
 * Splits rows at random, each class in the same proportion: `round(n * testFraction)` rows go to the test part, shared
 * among the classes by largest remainder, and every class has at least one row on each side.
 *
 * @param labels - the class of each row
 * @throws {@link TabularError} `SPLIT_IMPOSSIBLE` for a class with one row, too few test or training rows for one of
 * every class, or bad options
 * @example
 * const { train, test } = stratifiedSplit(table.targets, { testFraction: 0.3, seed: 7 });
 */
export function stratifiedSplit(labels: readonly number[], { testFraction, seed }: SplitOptions): Split {
  const classes = groupByClass(labels);
  const testSize = Math.round(labels.length * checkFraction(testFraction));
  if (testSize < classes.length || labels.length - testSize < classes.length) {
    const expected = `room for each of the ${classes.length} classes on both sides`;
    throw new TabularError(
      "SPLIT_IMPOSSIBLE",
      "testFraction",
      expected,
      `${testSize} of ${labels.length} rows to test`,
    );
  }
  const random = createShuffleRandom(checkSeed(seed));
  for (const rows of classes) shuffle(rows, random);
  const counts = shareOut(
    classes.map((rows) => rows.length),
    testSize,
  );
  return Object.freeze({
    train: sorted(classes.flatMap((rows, index) => rows.slice(counts[index]))),
    test: sorted(classes.flatMap((rows, index) => rows.slice(0, counts[index]))),
  });
}

/** Positions by class, classes in rising order. */
export function groupByClass(labels: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const label of [...new Set(labels)].sort((a, b) => a - b)) groups.set(label, []);
  labels.forEach((label, position) => {
    groups.get(label)?.push(position);
  });
  const classes = [...groups.values()];
  if (classes.length === 0 || classes.some((rows) => rows.length < 2)) {
    throw new TabularError("SPLIT_IMPOSSIBLE", "labels", "at least 2 rows of each class", "fewer");
  }
  return classes;
}

/**
 * Largest remainder, then bounded to 1..size-1. Where a bound binds, the next classes by remainder make up for it, so
 * the sum is always `total`.
 */
function shareOut(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => (size * total) / all);
  const counts = quotas.map((quota, index) => Math.min((sizes[index] ?? 0) - 1, Math.max(1, Math.floor(quota))));
  const missing = (): number => total - counts.reduce((sum, count) => sum + count, 0);
  for (let left = missing(); left !== 0; left = missing()) {
    const step = Math.sign(left);
    const movable = counts.map((count, index) => (step > 0 ? count + 1 < (sizes[index] ?? 0) : count > 1));
    const gaps = counts.map((count, index) => (movable[index] ? step * ((quotas[index] ?? 0) - count) : -Infinity));
    const most = gaps.indexOf(Math.max(...gaps));
    counts[most] = (counts[most] ?? 0) + step;
  }
  return counts;
}

function sorted(positions: number[]): readonly number[] {
  return Object.freeze(positions.sort((a, b) => a - b));
}

function checkFraction(fraction: number): number {
  if (fraction > 0 && fraction < 1) return fraction;
  throw new TabularError("SPLIT_IMPOSSIBLE", "testFraction", "a number between 0 and 1", "another value");
}

/** Refuses a seed that is no integer from 0 to 2^32 - 1. */
export function checkSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new TabularError("SPLIT_IMPOSSIBLE", "seed", "an integer from 0 to 4294967295", "another value");
}
