import { expandMonomials } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkModel, polynomialOfDegree, rowsIn } from "../../reference/networks.ts";
import { expandPolynomial } from "./expand-polynomial.ts";
import { fitActivation, type PolynomialNetwork, runPolynomial } from "./fit-activation.ts";
import { type InputRanges, inputRanges } from "./input-groups.ts";
import { layeredNetwork } from "./layered-network.ts";
import { proveRange } from "./prove-range.ts";
import { squareForm } from "./square-form.ts";

const shapes = fc.record({
  features: fc.integer({ min: 1, max: 6 }),
  hidden: fc.integer({ min: 1, max: 5 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  degree: fc.integer({ min: 2, max: 4 }),
  seed: fc.nat(10_000),
});

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

function made({ features, hidden, outputs, degree, seed }: Shape): { network: PolynomialNetwork; ranges: InputRanges } {
  const model = networkModel([features, hidden, outputs], [polynomialOfDegree(degree, seed)], seed);
  const ranges = inputRanges(model);
  return { network: fitActivation(layeredNetwork(model.layers), ranges, [], degree), ranges };
}

const inner = (weights: Float64Array, start: number, x: Float64Array): number =>
  x.reduce((sum, value, j) => sum + weights[start + j]! * value, 0);

describe("expandPolynomial", () => {
  it("is the network: an inner product with all monomials says what the layers say", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { network } = made(shape);
        const form = expandPolynomial(network);
        for (const x of rowsIn(shape.features, 5, shape.seed + 1)) {
          const monomials = expandMonomials(x, shape.degree);
          expect(form.width).toBe(monomials.length);
          runPolynomial(network, x).forEach((expected, c) => {
            const value = form.bias[c]! + inner(form.weights, c * form.width, monomials);
            expect(Math.abs(value - expected)).toBeLessThan(1e-11 * (1 + Math.abs(expected)));
          });
        }
      }),
    );
  });
});

describe("proveRange of a network", () => {
  it("holds for every row, corners first", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { network, ranges } = made(shape);
        const proofs = [null, expandPolynomial(network)].map((form) => proveRange(network, form, ranges).largest);
        // Multiplied out it can only become narrower.
        expect(proofs[1]).toBeLessThanOrEqual(proofs[0]!);
        const corners = rowsIn(shape.features, 40, shape.seed).map((row) => row.map(Math.sign));
        for (const x of [...corners, ...rowsIn(shape.features, 40, shape.seed + 9)]) {
          expect(Math.max(...runPolynomial(network, x).map(Math.abs))).toBeLessThanOrEqual(proofs[1]!);
        }
      }),
    );
  });
});

describe("squareForm", () => {
  it("is the network, as sums of squares, one for each hidden value; of a single output without weights", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { network, ranges } = made({ ...shape, degree: 2 });
        const form = squareForm(network, ranges);
        expect(form.squares).toBe(shape.hidden);
        expect(form.folded).toBe(shape.outputs === 1);
        for (const x of rowsIn(shape.features, 5, shape.seed + 1)) {
          const squares = Array.from(
            { length: form.squares },
            (_, k) => (form.hiddenBias[k]! + inner(form.hidden, k * form.features, x)) ** 2,
          );
          runPolynomial(network, x).forEach((expected, c) => {
            const factors = form.folded ? form.signs : form.output.subarray(c * form.squares, (c + 1) * form.squares);
            const value = squares.reduce((sum, square, k) => sum + factors[k]! * square, form.outputBias[c]!);
            expect(Math.abs(value - expected)).toBeLessThan(1e-11 * (1 + Math.abs(expected)));
          });
        }
      }),
    );
  });

  it("has sizes that no row exceeds together", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { network, ranges } = made({ ...shape, degree: 2 });
        const { squares, features, hidden, hiddenBias, sizes } = squareForm(network, ranges);
        const norms = Array.from({ length: squares }, (_, k) => {
          const row = hidden.subarray(k * features, (k + 1) * features);
          return row.reduce((sum, weight) => sum + weight ** 2, 0);
        });
        const errorOf = (values: readonly number[]): number =>
          values.reduce((sum, value, k) => sum + norms[k]! * value ** 2, 0);
        const allowed = errorOf(sizes) * (1 + 1e-9);
        for (const x of rowsIn(features, 40, shape.seed).map((row) => row.map(Math.sign))) {
          const values = norms.map((_, k) => hiddenBias[k]! + inner(hidden, k * features, x));
          expect(errorOf(values)).toBeLessThanOrEqual(allowed);
        }
      }),
    );
  });
});
