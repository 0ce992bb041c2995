import { expandMonomials } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeatureShape, featureShapes, noise, tableOf } from "../../reference/models.ts";
import { encodedNorm, independentMonomials } from "./encoded-norm.ts";
import { type InputRanges, inputRanges } from "./input-groups.ts";

const few = featureShapes.filter((shapes) => shapes.length <= 3);
const degrees = fc.integer({ min: 1, max: 3 });

/** Legal rows of encrypted numbers: corners, and points that look random. */
function rowsOf(shapes: readonly FeatureShape[], count: number, seed: number, corners: boolean): Float64Array[] {
  const at = noise(seed);
  let draw = 0;
  return Array.from({ length: count }, () =>
    Float64Array.from(
      shapes.flatMap((shape) => {
        const share = (at(draw++) + 1) / 2;
        if (shape.kind === "numeric") return [shape.minimum + shape.width * (corners ? Math.round(share) : share)];
        const chosen = Math.floor(share * shape.categories);
        const listed = shape.categories - (shape.complete ? 0 : 1);
        return Array.from({ length: listed }, (_, code) => Number(code === chosen));
      }),
    ),
  );
}

/** The rank of a matrix, by elimination with full pivots. */
function rank(matrix: readonly Float64Array[]): number {
  const rows = matrix.map((row) => Float64Array.from(row));
  const size = Math.max(...rows.flatMap((row) => Array.from(row, Math.abs)));
  let found = 0;
  for (; found < rows.length; found++) {
    let [best, at, column] = [0, 0, 0];
    for (let r = found; r < rows.length; r++) {
      rows[r]!.forEach((value, c) => {
        if (Math.abs(value) > best) [best, at, column] = [Math.abs(value), r, c];
      });
    }
    if (best < 1e-9 * size) return found;
    [rows[found], rows[at]] = [rows[at]!, rows[found]!];
    const pivot = rows[found]!;
    for (const row of rows.slice(found + 1)) {
      const factor = row[column]! / pivot[column]!;
      pivot.forEach((value, c) => {
        row[c]! -= factor * value;
      });
    }
  }
  return found;
}

const rangesOf = (shapes: readonly FeatureShape[]): InputRanges => inputRanges(tableOf(shapes));

describe("encodedNorm", () => {
  it("is the largest norm of any legal row's monomials, and is reached in a corner", () => {
    fc.assert(
      fc.property(few, degrees, fc.nat(1000), (shapes, degree, seed) => {
        const bound = encodedNorm(rangesOf(shapes), degree);
        const norms = rowsOf(shapes, 200, seed, true).map((x) => Math.hypot(...expandMonomials(x, degree)));
        expect(Math.max(...norms)).toBeLessThanOrEqual(bound * (1 + 1e-9));
        const largest = shapes.every((shape) => shape.kind === "numeric" || !shape.complete || shape.categories > 1);
        if (largest && shapes.length === 1) expect(Math.max(...norms)).toBeGreaterThan(bound * 0.999);
      }),
      { numRuns: 60 },
    );
  });
});

describe("independentMonomials", () => {
  it("is the rank of the monomials and the constant over many rows (A2)", () => {
    fc.assert(
      fc.property(few, degrees, fc.nat(1000), (shapes, degree, seed) => {
        const expected = independentMonomials(rangesOf(shapes), degree);
        fc.pre(expected <= 40);
        const rows = rowsOf(shapes, 3 * expected + 30, seed, false).map((x) =>
          Float64Array.of(1, ...expandMonomials(x, degree)),
        );
        expect(rank(rows)).toBeLessThanOrEqual(expected);
        // Random rows may miss a rare combination of categories.
        expect(rank(rows)).toBeGreaterThanOrEqual(0.6 * expected);
      }),
      { numRuns: 40 },
    );
  });

  it("counts 105 numbers of a quadratic form in 13 quantities", () => {
    const shapes = Array.from({ length: 13 }, () => ({ kind: "numeric", minimum: 0, width: 1 }) as const);
    expect(independentMonomials(rangesOf(shapes), 2)).toBe(105);
  });
});
