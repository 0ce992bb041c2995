import fc from "fast-check";
import { expect, test } from "vitest";
import { numbersOf, unitRanges } from "../../reference/square-networks.ts";
import type { Neuron, PolynomialNetwork } from "./fit-activation.ts";
import { reduceSquares } from "./reduce-squares.ts";
import { type SquareForm, squareForm } from "./square-form.ts";

interface Shape {
  readonly features: number;
  readonly hidden: number;
  readonly seed: number;
  readonly weights: "dense" | "sparse" | "zero";
}

/** Neurons with polynomials of degree 2 whose squares have either sign. */
function formOf({ features, hidden, seed, weights }: Shape): SquareForm {
  const next = numbersOf(seed);
  const weight = (): number => {
    const value = next();
    if (weights === "zero") return 0;
    return weights === "sparse" && next() > -0.5 ? 0 : value;
  };
  const numbers = (length: number): Float64Array => Float64Array.from({ length }, weight);
  const neuron = (): Neuron => {
    const interval = { lo: -1, hi: 1 };
    const polynomial = Float64Array.of(next(), next(), 1 + next() / 2);
    return { proven: interval, fitted: interval, seen: new Float64Array(), polynomial };
  };
  const affine = {
    kind: "affine",
    inputs: features,
    outputs: hidden,
    weights: numbers(hidden * features),
    bias: numbers(hidden),
  } as const;
  const output = { kind: "affine", inputs: hidden, outputs: 1, weights: numbers(hidden), bias: numbers(1) } as const;
  const neurons = Array.from({ length: hidden }, neuron);
  const network: PolynomialNetwork = {
    features,
    outputs: 1,
    degree: 2,
    hidden: { affine, neurons },
    middle: [],
    output,
  };
  return squareForm(network, unitRanges(features));
}

const run = ({ features, squares, hidden, hiddenBias, signs, outputBias }: SquareForm, x: readonly number[]): number =>
  Array.from({ length: squares }, (_, k) => {
    const value = x.reduce((sum, xj, j) => sum + xj * hidden[k * features + j]!, hiddenBias[k]!);
    return signs[k]! * value ** 2;
  }).reduce((sum, value) => sum + value, outputBias[0]!);

const shapes = fc.record({
  features: fc.integer({ min: 1, max: 13 }),
  hidden: fc.integer({ min: 1, max: 24 }),
  seed: fc.nat(),
  weights: fc.constantFrom("dense" as const, "sparse" as const, "zero" as const),
});

test("the reduced form is the same function, and what a square does not read has no weight", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const form = formOf(shape);
      const reduced = reduceSquares(form, unitRanges(shape.features));
      const next = numbersOf(shape.seed + 1);
      for (let row = 0; row < 4; row++) {
        const x = Array.from({ length: shape.features }, next);
        expect(run(reduced, x)).toBeCloseTo(run(form, x), 9);
      }
      reduced.reads?.forEach((reads, k) => {
        for (let j = 0; j < shape.features; j++)
          if (!reads.includes(j)) expect(reduced.hidden[k * shape.features + j]).toBe(0);
      });
    }),
    { numRuns: 200 },
  );
});

test("its shape follows from the widths alone, whatever the weights (A12)", () => {
  const shapeOf = (shape: Shape) => {
    const { squares, reads } = reduceSquares(formOf(shape), unitRanges(shape.features));
    return { squares, reads: reads?.map((list) => list.length) };
  };
  fc.assert(
    fc.property(shapes, (shape) => {
      const [dense, sparse, zero] = (["dense", "sparse", "zero"] as const).map((weights) =>
        shapeOf({ ...shape, weights }),
      );
      expect(sparse).toEqual(dense);
      expect(zero).toEqual(dense);
    }),
    { numRuns: 60 },
  );
});

test("13-16-1 takes 14 squares of 116 products instead of 16 of 208; 13-8-1 stays as it is", () => {
  const reduced = reduceSquares(formOf({ features: 13, hidden: 16, seed: 1, weights: "dense" }), unitRanges(13));
  expect(reduced.squares).toBe(14);
  expect(reduced.reads!.flat()).toHaveLength(116);
  const small = formOf({ features: 13, hidden: 8, seed: 1, weights: "dense" });
  expect(reduceSquares(small, unitRanges(13))).toBe(small);
});
