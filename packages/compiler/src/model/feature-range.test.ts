import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangeOf } from "./feature-range.ts";

const columns = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 20, maxLength: 200 });

describe("rangeOf", () => {
  it("does not change when the largest and the smallest value move outwards: they are single people's (A10)", () => {
    fc.assert(
      fc.property(columns, fc.double({ min: 0, max: 500, noNaN: true }), (values, further) => {
        const sorted = values.toSorted((a, b) => a - b);
        fc.pre(new Set(values).size === values.length && sorted[0]! < 0);
        const moved = [sorted[0]! - further, ...sorted.slice(1, -1), sorted.at(-1)! + further];
        expect(rangeOf(moved)).toEqual(rangeOf(values));
      }),
    );
  });

  it("is an interval with few digits that holds all but the rows beyond the quantiles", () => {
    fc.assert(
      fc.property(columns, (values) => {
        const { minimum, maximum } = rangeOf(values);
        expect(maximum).toBeGreaterThan(minimum);
        const outside = values.filter((value) => value < minimum || value > maximum).length;
        expect(outside).toBeLessThanOrEqual(2 * Math.max(5, Math.ceil(0.02 * values.length)));
      }),
    );
  });

  it("keeps an end that five rows share, and starts at 0 where nothing is negative", () => {
    expect(rangeOf(Array.from({ length: 40 }, (_, i) => i % 2))).toEqual({ minimum: 0, maximum: 1 });
    expect(rangeOf(Array.from({ length: 100 }, (_, i) => i)).minimum).toBe(0);
    expect(rangeOf(Array.from({ length: 100 }, (_, i) => i - 50)).minimum).toBeLessThan(-50);
  });

  it("rounds to a grid of a twentieth of the width", () => {
    const { minimum, maximum } = rangeOf(Array.from({ length: 300 }, (_, i) => 100 + i * 1.2345));
    expect([minimum % 20, maximum % 20]).toEqual([0, 0]);
  });

  it("makes room around a column of a single value", () => {
    const { minimum, maximum } = rangeOf(new Array<number>(50).fill(-3));
    expect(minimum).toBeLessThanOrEqual(-3);
    expect(maximum).toBeGreaterThan(-3);
  });
});
