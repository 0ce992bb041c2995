import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratifiedFolds } from "./folds.ts";
import { tabularError } from "./test-support/sample-schema.ts";

describe("stratifiedFolds", () => {
  it("tests every row once, trains on the others, and shares out every class and the rows evenly", () => {
    const shape = fc.record({
      sizes: fc.array(fc.integer({ min: 6, max: 40 }), { minLength: 1, maxLength: 5 }),
      folds: fc.integer({ min: 2, max: 6 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(shape, ({ sizes, folds, seed }) => {
        const labels = sizes.flatMap((size, label) => new Array<number>(size).fill(label));
        const splits = stratifiedFolds(labels, { folds, seed });
        const tested = splits.flatMap(({ test }) => test).sort((a, b) => a - b);
        expect(tested).toEqual(Array.from(labels.keys()));
        for (const { train, test } of splits) {
          expect([...train, ...test].sort((a, b) => a - b)).toEqual(tested);
          expect(Math.abs(test.length - labels.length / folds)).toBeLessThan(1);
          for (const [label, size] of sizes.entries()) {
            const inFold = test.filter((row) => labels[row] === label).length;
            expect(Math.abs(inFold - size / folds)).toBeLessThan(1);
          }
        }
      }),
    );
  });

  it("repeats with the seed and differs without", () => {
    const labels = Array.from({ length: 40 }, (_, row) => row % 2);
    const at = (seed: number) => stratifiedFolds(labels, { folds: 4, seed });
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it.each([
    [[0, 0, 0, 1, 1], 3, 1],
    [[0, 0, 0], 1, 1],
    [[0, 0, 0], 2.5, 1],
    [[], 2, 1],
    [[0, 0, 0], 2, -1],
  ])("refuses %j in %d folds with seed %d", (labels, folds, seed) => {
    tabularError("SPLIT_IMPOSSIBLE", () => stratifiedFolds(labels, { folds, seed }));
  });
});
