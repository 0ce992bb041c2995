import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitPolynomial } from "./fit-polynomial.ts";
import { evaluate, polynomialRange, substituteLine } from "./polynomial.ts";

const number = fc.double({ min: -3, max: 3, noNaN: true });
const polynomials = fc.array(number, { minLength: 1, maxLength: 5 }).map((list) => Float64Array.from(list));
const intervals = fc
  .tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: 0.01, max: 30, noNaN: true }))
  .map(([lo, width]) => ({ lo, hi: lo + width }));
/** What rounding may do to a sum of these terms. */
const slack = (p: Float64Array, x: number): number =>
  1e-11 * p.reduce((sum, c, k) => sum + Math.abs(c) * (1 + Math.abs(x)) ** k, 1);

describe("substituteLine", () => {
  it("is the polynomial of the line", () => {
    fc.assert(
      fc.property(polynomials, number, number, number, (p, scale, shift, x) => {
        const size = Math.abs(scale * x) + Math.abs(shift);
        expect(Math.abs(evaluate(substituteLine(p, scale, shift), x) - evaluate(p, scale * x + shift))).toBeLessThan(
          slack(p, size),
        );
      }),
    );
  });
});

describe("polynomialRange", () => {
  it("holds every value, and is not much wider than they are", () => {
    fc.assert(
      fc.property(polynomials, intervals, (p, interval) => {
        const { lo, hi } = polynomialRange(p, interval);
        const { lo: from, hi: to } = interval;
        const values = Array.from({ length: 1001 }, (_, i) => evaluate(p, from + ((to - from) * i) / 1000));
        const [least, most] = [Math.min(...values), Math.max(...values)];
        const rounding = slack(p, Math.max(Math.abs(from), Math.abs(to)));
        expect(lo).toBeLessThanOrEqual(least + rounding);
        expect(hi).toBeGreaterThanOrEqual(most - rounding);
        expect(hi - lo).toBeLessThan((most - least) * 1.02 + rounding);
      }),
    );
  });
});

describe("fitPolynomial", () => {
  const samples = (lo: number, hi: number): number[] =>
    Array.from({ length: 40 }, (_, i) => lo + ((hi - lo) * (i + 0.5)) / 40);

  it("finds a polynomial of its own degree again", () => {
    fc.assert(
      fc.property(polynomials, intervals, (p, interval) => {
        const { lo, hi } = interval;
        const fit = fitPolynomial((x) => evaluate(p, x), interval, samples(lo, hi), p.length - 1);
        for (const x of [lo, (2 * lo + hi) / 3, hi]) {
          expect(Math.abs(evaluate(fit, x) - evaluate(p, x))).toBeLessThan(
            1e4 * slack(p, Math.max(Math.abs(lo), Math.abs(hi))),
          );
        }
      }),
    );
  });

  it("is nearer to the sigmoid than the best straight line, and nearer still in a higher degree", () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const error = (degree: number): number => {
      const fit = fitPolynomial(sigmoid, { lo: -6, hi: 6 }, samples(-4, 4), degree);
      return Math.max(...samples(-4, 4).map((x) => Math.abs(evaluate(fit, x) - sigmoid(x))));
    };
    expect(error(3)).toBeLessThan(0.6 * error(1));
    expect(error(3)).toBeLessThan(0.05);
    // The sigmoid less a half is odd: an even power does not help.
    expect(error(4) / error(3)).toBeCloseTo(1, 6);
  });
});
