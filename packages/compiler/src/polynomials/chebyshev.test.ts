import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateTree, productTree, treeLevels } from "../passes/diagonal/product-tree.ts";
import { asSeries } from "../passes/fit-layers.ts";
import { evaluateSeries, productBasis, seriesRange } from "./chebyshev.ts";
import { evaluate } from "./polynomial.ts";

const number = fc.double({ min: -3, max: 3, noNaN: true });
const coefficientsOf = (degree: number) =>
  fc.array(number, { minLength: degree + 1, maxLength: degree + 1 }).map((list) => Float64Array.from(list));
const intervals = fc
  .tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: 0.01, max: 30, noNaN: true }))
  .map(([lo, width]) => ({ lo, hi: lo + width }));
const series = fc
  .integer({ min: 1, max: 31 })
  .chain((degree) => fc.record({ interval: intervals, coefficients: coefficientsOf(degree) }));

/** T_k(u) = cos(k arccos u). */
const byCosines = (coefficients: Float64Array, u: number): number =>
  coefficients.reduce((sum, c, k) => sum + c * Math.cos(k * Math.acos(u)), 0);

describe("evaluateSeries", () => {
  it("is the sum of cosines", () => {
    fc.assert(
      fc.property(series, fc.double({ min: -1, max: 1, noNaN: true }), ({ interval, coefficients }, u) => {
        const { lo, hi } = interval;
        const x = (lo + hi) / 2 + ((hi - lo) / 2) * u;
        const inside = Math.min(1, Math.max(-1, (2 * x - lo - hi) / (hi - lo)));
        const value = evaluateSeries({ interval, coefficients }, x);
        expect(Math.abs(value - byCosines(coefficients, inside))).toBeLessThan(1e-7);
      }),
    );
  });
});

describe("asSeries", () => {
  it("is the same polynomial as its powers", () => {
    const powers = fc.integer({ min: 0, max: 7 }).chain(coefficientsOf);
    fc.assert(
      fc.property(powers, intervals, fc.double({ min: 0, max: 1, noNaN: true }), (polynomial, interval, at) => {
        const x = interval.lo + at * (interval.hi - interval.lo);
        const value = evaluateSeries({ interval, coefficients: asSeries(polynomial, interval) }, x);
        const size = polynomial.reduce((sum, c, k) => sum + Math.abs(c) * 50 ** k, 1);
        expect(Math.abs(value - evaluate(polynomial, x))).toBeLessThan(1e-12 * size);
      }),
    );
  });
});

describe("seriesRange", () => {
  it("holds every value inside and outside of the interval that it was made for, and is not much wider", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 0.2, max: 1.1, noNaN: true }), ({ interval, coefficients }, share) => {
        const [centre, radius] = [(interval.lo + interval.hi) / 2, (share * (interval.hi - interval.lo)) / 2];
        const own = { lo: centre - radius, hi: centre + radius };
        const { lo, hi } = seriesRange({ interval, coefficients }, own);
        const values = Array.from({ length: 3001 }, (_, i) =>
          evaluateSeries({ interval, coefficients }, own.lo + ((own.hi - own.lo) * i) / 3000),
        );
        const [least, most] = [Math.min(...values), Math.max(...values)];
        const rounding = 1e-9 * (1 + most - least);
        expect(lo).toBeLessThanOrEqual(least + rounding);
        expect(hi).toBeGreaterThanOrEqual(most - rounding);
        if (share <= 1) expect(hi - lo).toBeLessThan((most - least) * 1.5 + 6);
      }),
    );
  });
});

describe("the product basis and its tree", () => {
  it("are the same polynomial", () => {
    fc.assert(
      fc.property(series, fc.double({ min: -1, max: 1, noNaN: true }), ({ coefficients }, u) => {
        const degree = coefficients.length - 1;
        const value = evaluateTree(productTree(degree), productBasis(coefficients), 2 * u);
        // Division doubles coefficients once for each binary digit.
        expect(Math.abs(value - byCosines(coefficients, u))).toBeLessThan(1e-7);
      }),
    );
  });

  // parameters.md, 4.2: degree 3 in 2 levels and 2 relinearizations, degree 5 and 7 in 3 levels and 4 and 5.
  it.each([
    [1, 1, 0],
    [3, 2, 2],
    [5, 3, 3],
    [7, 3, 4],
    [11, 4, 6],
    [15, 4, 7],
    [23, 5, 10],
    [31, 5, 12],
  ])("degree %i takes %i levels and %i relinearizations", (degree, levels, relinearizations) => {
    const tree = productTree(degree);
    const sums = (one: typeof tree): number =>
      one.products.reduce((sum, { factor }) => sum + sums(factor), Math.min(1, one.products.length));
    expect(tree.levels).toBe(levels);
    expect(treeLevels(degree)).toBe(levels);
    expect(sums(tree) + levels - 1).toBe(relinearizations);
  });

  it("every coefficient has one place, and every summand the levels that it needs", () => {
    for (let degree = 1; degree <= 31; degree++) {
      const tree = productTree(degree);
      const indices: number[] = [];
      const visit = (one: typeof tree): void => {
        indices.push(one.constant, ...one.multiples.map(({ index }) => index));
        for (const { power } of one.multiples) expect(power).toBeLessThan(one.levels);
        for (const { power, factor } of one.products) {
          expect(power).toBeLessThan(one.levels);
          expect(factor.levels).toBeLessThan(one.levels);
          visit(factor);
        }
      };
      visit(tree);
      expect(indices.sort((a, b) => a - b)).toEqual(Array.from({ length: degree + 1 }, (_, n) => n));
    }
  });
});
