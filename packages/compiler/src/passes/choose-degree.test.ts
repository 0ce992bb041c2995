import { scalarFunction } from "@velum/model/graph";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkModel, rowsIn } from "../../reference/networks.ts";
import { namedActivation, polynomialActivation, SQUARE } from "../network/activation.ts";
import { evaluate } from "../polynomials/polynomial.ts";
import type { Approximation } from "./approximation.ts";
import { chooseDegree } from "./choose-degree.ts";
import { runLayered, runPolynomial } from "./fit-activation.ts";
import { inputRanges } from "./input-groups.ts";
import { layeredNetwork } from "./layered-network.ts";

const gelu = namedActivation({ name: "gelu", approximation: "none" });
const relu = namedActivation({ name: "relu" });

function candidates(widths: readonly number[], activation = gelu, rows = 100, maxError?: number) {
  const model = networkModel(widths, [activation], 5);
  const network = layeredNetwork(model.layers);
  const data = rowsIn(widths[0]!, rows, 3);
  return { network, data, found: chooseDegree(network, inputRanges(model), data, maxError) };
}

const degrees = (found: readonly Approximation[]): readonly number[] => found.map(({ network }) => network.degree);

describe("chooseDegree", () => {
  it("takes polynomials as they are, without range data", () => {
    const cubic = polynomialActivation([0.5, -1, 2, 0.25]);
    for (const [activation, degree] of [
      [SQUARE, 2],
      [cubic, 3],
    ] as const) {
      const { network, found } = candidates([4, 3, 2], activation, 0);
      expect(degrees(found)).toEqual([degree]);
      expect(found[0]!.error).toBeNull();
      for (const x of rowsIn(4, 5, 1)) {
        runPolynomial(found[0]!.network, x).forEach((value, i) => {
          expect(Math.abs(value - runLayered(network, x)[i]!)).toBeLessThan(1e-12);
        });
      }
    }
  });

  it("approximates others in every degree, the one first from which more is of little use", () => {
    const { network, data, found } = candidates([6, 8, 1]);
    expect(new Set(degrees(found))).toEqual(new Set([2, 3, 4]));
    for (const { network: fitted, error } of found) {
      const errors = data.map((x) => Math.abs(runPolynomial(fitted, x)[0]! - runLayered(network, x)[0]!));
      expect(error!.largest).toBeCloseTo(Math.max(...errors), 12);
    }
    const [first, ...rest] = found;
    for (const { error, network: other } of rest) {
      if (other.degree > first!.network.degree) expect(error!.rms).toBeGreaterThan(0.85 * first!.error!.rms);
    }
  });

  it("is content with the degree that is within the promise", () => {
    const found = candidates([6, 8, 1], gelu, 100, 10).found;
    expect(found[0]!.network.degree).toBe(2);
  });

  it("leaves out degrees of which no ring holds the monomials", () => {
    // 30 features: 495 monomials of degree 2, 5,455 of degree 3.
    expect(degrees(candidates([30, 4, 1]).found)).toEqual([2]);
    // 13 features, 8 outputs: 2,379 monomials of degree 4 in blocks of 4,096.
    expect(degrees(candidates([13, 4, 8]).found)).not.toContain(4);
  });

  it("needs range data for what is no polynomial", () => {
    expect(() => candidates([4, 3, 1], relu, 0)).toThrow(expect.objectContaining({ code: "COMPILE_RANGE_DATA" }));
  });

  it("keeps proven intervals apart from those of the data, and parabolas bent", () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const model = networkModel([5, 6, 1], [relu], seed);
        const rows = rowsIn(5, 60, seed + 1).map((row) => row.map((value) => value / 4));
        const found = chooseDegree(layeredNetwork(model.layers), inputRanges(model), rows);
        const parabolas = found.find(({ network }) => network.degree === 2)!.network.hidden!.neurons;
        for (const { proven, fitted, seen, polynomial } of parabolas) {
          expect(fitted.lo).toBeGreaterThanOrEqual(Math.min(proven.lo, ...seen));
          expect(fitted.hi).toBeLessThanOrEqual(Math.max(proven.hi, ...seen));
          expect(fitted.lo).toBeLessThanOrEqual(Math.min(...seen));
          const [, slope = 0, bend = 0] = polynomial;
          const [centre, radius] = [(fitted.lo + fitted.hi) / 2, (fitted.hi - fitted.lo) / 2];
          // The vertex of what is fitted lies within 64 radii, and no value is far from ReLU's.
          if (slope !== 0) expect(Math.abs(-slope / (2 * bend) - centre)).toBeLessThan(64.001 * radius);
          const exact = scalarFunction({ name: "relu" });
          for (const z of seen) expect(Math.abs(evaluate(polynomial, z) - exact(z))).toBeLessThan(2 * radius);
        }
      }),
      { numRuns: 30 },
    );
  });
});
