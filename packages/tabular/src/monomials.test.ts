import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMonomials, forEachMonomial, monomialCount } from "./monomials.ts";

const values = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 6 });
const degrees = fc.integer({ min: 1, max: 4 });

describe("expandMonomials", () => {
  it("writes out degree 2 and 3 of two variables in graded lexicographic order", () => {
    expect(Array.from(expandMonomials([3, 5], 3))).toEqual([3, 5, 9, 15, 25, 27, 45, 75, 125]);
  });

  it("has 104 of degree 2 and 2,380 of degree 1 to 4 in 13 variables, less than the constant", () => {
    expect(monomialCount(13, 2)).toBe(104);
    expect(monomialCount(13, 4)).toBe(2379);
  });

  it("holds each multiset of factors once, degrees and factors ascending", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), degrees, (variables, degree) => {
        const seen: string[] = [];
        forEachMonomial(variables, degree, (factors) => {
          expect(factors.every((factor, i) => i === 0 || factors[i - 1]! <= factor)).toBe(true);
          seen.push(factors.join(","));
        });
        expect(new Set(seen).size).toBe(monomialCount(variables, degree));
        expect(seen.length).toBe(monomialCount(variables, degree));
        const lengths = seen.map((text) => text.split(",").length);
        expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it("adds up to what the multinomial theorem says: with the constant, all of degree d times their counts are (1 + sum)^d", () => {
    fc.assert(
      fc.property(values, degrees, (x, degree) => {
        const monomials = expandMonomials(x, degree);
        let [sum, at] = [1, 0];
        forEachMonomial(x.length, degree, (factors) => {
          sum += multinomial(degree, factors) * monomials[at++]!;
        });
        const expected = (1 + x.reduce((a, b) => a + b, 0)) ** degree;
        const size = (1 + x.reduce((a, b) => a + Math.abs(b), 0)) ** degree;
        expect(Math.abs(sum - expected)).toBeLessThan(1e-12 * size);
      }),
    );
  });
});

/** How often the product of these factors, and ones, comes up in (1 + x1 + x2 + …)^degree. */
function multinomial(degree: number, factors: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const factor of factors) counts.set(factor, (counts.get(factor) ?? 0) + 1);
  const parts = [degree - factors.length, ...counts.values()];
  return parts.reduce((quotient, part) => quotient / factorial(part), factorial(degree));
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
