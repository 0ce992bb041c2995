import { type DotPacking, encodedWidth, nextPowerOfTwo, outputPositions, type Packing } from "@velum/protocol";
import { expandMonomials } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packRows } from "./pack-rows.ts";
import { unpackRows } from "./unpack-rows.ts";

interface Shape {
  readonly packing: DotPacking;
  readonly outputs: number;
  readonly rows: number;
}

/** Packings of every shape, and how many of their rows are used. */
const shapes: fc.Arbitrary<Shape> = fc
  .record({
    features: fc.integer({ min: 1, max: 5 }),
    degree: fc.constantFrom(null, 2, 3),
    outputs: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ features, degree, outputs, rows }) => {
    const monomials = degree === null ? null : { degree };
    const plain = { kind: "dot", features, rows, monomials, outputsPerRow: nextPowerOfTwo(outputs) } as const;
    const packing = { ...plain, block: nextPowerOfTwo(encodedWidth({ ...plain, block: 1 })) };
    return fc.record({
      packing: fc.constant(packing),
      outputs: fc.constant(outputs),
      rows: fc.integer({ min: 1, max: rows }),
    });
  });

const integers = (count: number, seed: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.round(5 * Math.sin(seed + 13 * i)));

/** a times b modulo X^n + 1, from the definition. */
function negacyclic(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[(i + j) % n]! += i + j < n ? x * y : -x * y;
    });
  });
  return product;
}

describe("dot", () => {
  test("the product with reversed weights holds every row's outputs where the contract says", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 1000 }), ({ packing, outputs, rows }, seed) => {
        const width = encodedWidth(packing);
        const n = packing.rows * packing.outputsPerRow * packing.block;
        const inputs = Array.from({ length: rows }, (_, r) => integers(packing.features, seed + r));
        const matrix = Array.from({ length: outputs }, (_, c) => integers(width, seed + 100 + c));
        const weights = new Float64Array(n);
        matrix.forEach((row, c) => {
          row.forEach((w, j) => {
            weights[c * packing.block + packing.block - 1 - j] = w;
          });
        });
        const [packed, ...more] = packRows(packing, inputs);
        expect(more).toEqual([]);
        const product = negacyclic(packed!, weights, n);
        const released = (outputPositions(packing, outputs) as readonly number[]).map((position) => product[position]!);
        const unpacked = unpackRows(packing, [Float64Array.from(released)], rows, outputs);
        const expected = inputs.map((x) => {
          const encoded = packing.monomials === null ? x : expandMonomials(x, packing.monomials.degree);
          return Float64Array.from(matrix, (row) => row.reduce((sum, w, j) => sum + w * encoded[j]!, 0));
        });
        expect(unpacked.map((row) => [...row])).toEqual(expected.map((row) => [...row]));
      }),
    );
  });
});

describe("columns", () => {
  test("ciphertext j holds number j of each row; results come back by row", () => {
    const shape = fc.record({ features: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(shape, fc.constantFrom("slots", "coefficients"), ({ features, rows }, order) => {
        const packing: Packing = { kind: "columns", features, order, rows: 32 };
        const inputs = Array.from({ length: rows }, (_, r) =>
          Float64Array.from({ length: features }, (_, j) => 100 * r + j),
        );
        const columns = packRows(packing, inputs);
        expect(columns.map((column) => [...column])).toEqual(
          Array.from({ length: features }, (_, j) => Array.from({ length: rows }, (_, r) => 100 * r + j)),
        );
        // An answer holds a number for each of the 32 rows that a request could have.
        const results = columns.map((column) => Float64Array.from({ length: 32 }, (_, r) => column[r] ?? Number.NaN));
        expect(unpackRows(packing, results, rows, features)).toEqual(inputs);
      }),
    );
  });
});
