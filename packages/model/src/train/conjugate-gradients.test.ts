import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solveByConjugateGradients } from "./conjugate-gradients.ts";

const entry = fc.double({ min: -2, max: 2, noNaN: true });
const square = fc.integer({ min: 1, max: 7 }).chain((n) =>
  fc.record({
    root: fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
    solution: fc.array(entry, { minLength: n, maxLength: n }),
  }),
);
const times = (matrix: number[][], vector: ArrayLike<number>): Float64Array =>
  Float64Array.from(matrix, (row) => row.reduce((sum, value, j) => sum + value * vector[j]!, 0));

describe("solveByConjugateGradients", () => {
  it("finds the solution it was made from, with and without a preconditioner", () => {
    fc.assert(
      fc.property(square, ({ root, solution }) => {
        // RᵀR + I is positive definite.
        const matrix = root.map((_, i) =>
          root.map((__, j) => root.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? 1 : 0)),
        );
        const multiply = (vector: Float64Array) => times(matrix, vector);
        const byDiagonal = (vector: Float64Array) => vector.map((value, i) => value / matrix[i]![i]!);
        const settings = { tolerance: 1e-12, maximumIterations: 200 };
        for (const precondition of [byDiagonal, (vector: Float64Array) => Float64Array.from(vector)]) {
          const found = solveByConjugateGradients(
            { multiply, precondition },
            multiply(Float64Array.from(solution)),
            settings,
          );
          found.forEach((value, i) => {
            expect(Math.abs(value - solution[i]!)).toBeLessThan(1e-7);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("stays within its iterations", () => {
    let products = 0;
    const multiply = (vector: Float64Array) => {
      products++;
      return vector.map((value, i) => (i + 1) * value);
    };
    const settings = { tolerance: 1e-15, maximumIterations: 3 };
    solveByConjugateGradients(
      { multiply, precondition: (v) => Float64Array.from(v) },
      new Float64Array(50).fill(1),
      settings,
    );
    expect(products).toBe(3);
  });
});
