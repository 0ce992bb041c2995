import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratifiedSplit } from "./split.ts";
import { tabularError } from "./test-support/sample-schema.ts";

const labels = (...sizes: number[]): number[] => sizes.flatMap((size, label) => new Array<number>(size).fill(label));
const count = (positions: readonly number[], list: readonly number[], label: number): number =>
  positions.filter((position) => list[position] === label).length;

describe("stratifiedSplit", () => {
  it("keeps the proportions of the classes", () => {
    const list = labels(164, 139);
    const { train, test } = stratifiedSplit(list, { testFraction: 0.3, seed: 7 });
    expect([train.length, test.length]).toEqual([212, 91]);
    expect([count(test, list, 0), count(test, list, 1)]).toEqual([49, 42]); // quotas 49.25 and 41.75
  });

  it("repeats with the seed and differs without", () => {
    const split = (seed: number) => stratifiedSplit(labels(50, 50), { testFraction: 0.3, seed }).test;
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    expect(split(2 ** 32 - 1)).not.toEqual(split(0));
  });

  it("puts each row of a class in the test part about equally often", () => {
    const times = new Array<number>(20).fill(0);
    for (let seed = 0; seed < 600; seed++) {
      for (const row of stratifiedSplit(labels(10, 10), { testFraction: 0.3, seed }).test) times[row]! += 1;
    }
    for (const hits of times) expect(Math.abs(hits - 180)).toBeLessThan(50); // standard deviation 11.2
  });

  it("holds every row once, in the size asked for, each class on both sides, near its quota", () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 5 });
    const options = fc.record({
      testFraction: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(sizes, options, (classSizes, { testFraction, seed }) => {
        const list = labels(...classSizes);
        const testSize = Math.round(list.length * testFraction);
        fc.pre(testSize >= classSizes.length && list.length - testSize >= classSizes.length);
        const { train, test } = stratifiedSplit(list, { testFraction, seed });
        expect([...train, ...test].sort((a, b) => a - b)).toEqual([...list.keys()]);
        expect(test).toHaveLength(testSize);
        const quotas = classSizes.map((size) => (size * testSize) / list.length);
        const isUnbounded = quotas.every((quota, label) => quota >= 1 && quota <= (classSizes[label] ?? 0) - 1);
        for (const [label, quota] of quotas.entries()) {
          expect(count(test, list, label)).toBeGreaterThanOrEqual(1);
          expect(count(train, list, label)).toBeGreaterThanOrEqual(1);
          if (isUnbounded) expect(Math.abs(count(test, list, label) - quota)).toBeLessThan(1);
        }
      }),
    );
  });

  it.each<[string, number[], number, number]>([
    ["a class with one row", labels(10, 1), 0.3, 1],
    ["no rows", [], 0.3, 1],
    ["a test part smaller than the classes", labels(4, 4, 4), 0.1, 1],
    ["a training part smaller than the classes", labels(4, 4, 4), 0.9, 1],
    ["a fraction of 0", labels(5, 5), 0, 1],
    ["a fraction of 1", labels(5, 5), 1, 1],
    ["a fraction of NaN", labels(5, 5), Number.NaN, 1],
    ["a broken seed", labels(5, 5), 0.3, 1.5],
    ["a negative seed", labels(5, 5), 0.3, -1],
    ["a seed above 32 bits", labels(5, 5), 0.3, 2 ** 32],
  ])("refuses %s", (_, list, testFraction, seed) => {
    tabularError("SPLIT_IMPOSSIBLE", () => stratifiedSplit(list, { testFraction, seed }));
  });
});
