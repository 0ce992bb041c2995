import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solveCholesky } from "./cholesky.ts";

describe("solveCholesky", () => {
  it("solves systems of 1 to 12 unknowns: matrix times solution is the vector", () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    const system = fc.integer({ min: 1, max: 12 }).chain((n) =>
      fc.record({
        factor: fc.array(entry, { minLength: n * n, maxLength: n * n }),
        vector: fc.array(entry, { minLength: n, maxLength: n }),
      }),
    );
    fc.assert(
      fc.property(system, ({ factor, vector }) => {
        const n = vector.length;
        // B Bᵀ + I is positive definite whatever B is.
        const matrix = Float64Array.from({ length: n * n }, (_, index) => {
          const [i, j] = [Math.floor(index / n), index % n];
          const product = vector.reduce((sum, _v, k) => sum + factor[i * n + k]! * factor[j * n + k]!, 0);
          return product + (i === j ? 1 : 0);
        });
        const x = solveCholesky(Float64Array.from(matrix), Float64Array.from(vector))!;
        for (const [i, expected] of vector.entries()) {
          const got = x.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0);
          expect(got).toBeCloseTo(expected, 10);
        }
      }),
    );
  });

  it("reads the lower triangle alone and leaves the vector", () => {
    const vector = Float64Array.of(8, 8);
    const x = solveCholesky(Float64Array.of(4, Number.NaN, 2, 3), vector)!;
    expect([x[0], x[1]]).toEqual([expect.closeTo(1, 14), expect.closeTo(2, 14)]);
    expect([...vector]).toEqual([8, 8]);
  });

  it.each([
    ["singular", [1, 0, 1, 1]],
    ["indefinite", [1, 0, 2, 1]],
    ["NaN", [Number.NaN, 0, 0, 1]],
  ])("gives nothing for a matrix that is %s", (_, matrix) => {
    expect(solveCholesky(Float64Array.from(matrix), Float64Array.of(1, 1))).toBe(undefined);
  });
});
