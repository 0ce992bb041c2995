import { createShuffleRandom, shuffle } from "./shuffle-random.ts";
import { checkSeed, groupByClass, type Split } from "./split.ts";
import { TabularError } from "./tabular-error.ts";

/** How to cut into folds. */
export interface FoldOptions {
  /** Number of folds, at least 2. */
  readonly folds: number;
  /** An integer from 0 to 2^32 - 1. The same seed gives the same folds on every machine. */
  readonly seed: number;
}

/**
 * Splits for k-fold cross-validation: each row is in the test part of exactly one, and each fold has every class within
 * one row of its share. The sizes of the folds differ by at most one. For a regression, give every row the label 0.
 *
 * @param labels - the class of each row
 * @throws {@link TabularError} `SPLIT_IMPOSSIBLE` for a class with fewer rows than folds, or bad options
 * @example
 * for (const { train, test } of stratifiedFolds(table.targets, { folds: 5, seed: 7 })) fit(train).score(test);
 */
export function stratifiedFolds(labels: readonly number[], { folds, seed }: FoldOptions): readonly Split[] {
  if (!Number.isSafeInteger(folds) || folds < 2) {
    throw new TabularError("SPLIT_IMPOSSIBLE", "folds", "an integer of at least 2", "another value");
  }
  const classes = groupByClass(labels);
  const fewest = Math.min(...classes.map((rows) => rows.length));
  if (fewest < folds) {
    throw new TabularError("SPLIT_IMPOSSIBLE", "folds", `at least ${folds} rows of each class`, `${fewest}`);
  }
  const random = createShuffleRandom(checkSeed(seed));
  for (const rows of classes) shuffle(rows, random);
  // Class after class is dealt out like cards, going on where the last one stopped.
  const foldOf = new Map(classes.flat().map((row, index) => [row, index % folds]));
  const rows = Array.from(labels.keys());
  return Object.freeze(
    Array.from({ length: folds }, (_, fold) =>
      Object.freeze({
        train: Object.freeze(rows.filter((row) => foldOf.get(row) !== fold)),
        test: Object.freeze(rows.filter((row) => foldOf.get(row) === fold)),
      }),
    ),
  );
}
