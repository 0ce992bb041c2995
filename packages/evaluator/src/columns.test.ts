import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { affine, columnsFolded, columnsLinear, columnsSquare, squareNet } from "../reference/columns-programs.ts";
import { dotRows, runDotRows } from "../reference/dot-rows.ts";
import { numbers, randomAffine, randomRows } from "../reference/random-model.ts";
import { runColumns } from "../reference/run-columns.ts";

/** Every row of every output within `most` of what the model says in the clear; the rest of the ciphertext holds row zero. */
function expectClose(
  results: readonly Float64Array[],
  rows: readonly (readonly number[])[],
  clear: (row: readonly number[]) => readonly number[],
  most: number,
): void {
  const zero = clear(rows[0]!.map(() => 0));
  results.forEach((values, output) => {
    values.forEach((value, r) => {
      const expected = (rows[r] === undefined ? zero : clear(rows[r]))[output]!;
      expect(Math.abs(value - expected)).toBeLessThan(most);
    });
  });
}

const shape = fc.record({
  seed: fc.integer(),
  features: fc.integer({ min: 1, max: 20 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  hidden: fc.integer({ min: 1, max: 9 }),
  rows: fc.integer({ min: 1, max: 1024 }),
});

describe("columns, encrypted against the clear, a key a run", () => {
  test("linear models of any width, outputs and rows", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, features, outputs, rows: count }) => {
        const next = numbers(seed);
        const model = randomAffine(next, outputs, features, 1 / Math.sqrt(features));
        const rows = randomRows(next, 2 * count, features);
        const results = await runColumns(columnsLinear(model), rows);
        expect(results).toHaveLength(outputs);
        // Flooding of 2^-11 reaches less than 7 deviations.
        expectClose(results, rows, (row) => affine(model, row), 0.0035);
      }),
      { numRuns: 12 },
    );
  });

  test("one hidden layer of squares, any width, outputs and rows", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, features, outputs, hidden, rows: count }) => {
        const next = numbers(seed);
        const first = randomAffine(next, hidden, features, 0.7 / Math.sqrt(features));
        const second = randomAffine(next, outputs, hidden, 1 / hidden);
        const rows = randomRows(next, count, features);
        const results = await runColumns(columnsSquare(first, second), rows);
        // Flooding of 2^-11, and 5e-4 with tails of 16 from weights of 12 bits.
        expectClose(results, rows, (row) => squareNet(first, second, row), 0.012);
      }),
      { numRuns: 8 },
    );
  });

  test("one output with its weights folded into the squares", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ seed, features, hidden, rows: count }) => {
        const next = numbers(seed);
        const first = randomAffine(next, hidden, features, 0.7 / Math.sqrt(features));
        const second = randomAffine(next, 1, hidden, 1 / hidden);
        const rows = randomRows(next, count, features);
        const results = await runColumns(columnsFolded(first, second), rows);
        expectClose(results, rows, (row) => squareNet(first, second, row), 0.006);
      }),
      { numRuns: 6 },
    );
  });
});

describe("dot-rows, encrypted against the clear, a key a run", () => {
  test("rows in blocks of one ciphertext, any width and outputs, the ring full or not", async () => {
    const rowShape = fc.record({
      seed: fc.integer(),
      features: fc.integer({ min: 1, max: 40 }),
      outputs: fc.integer({ min: 1, max: 5 }),
      pick: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(rowShape, async ({ seed, features, outputs, pick }) => {
        const next = numbers(seed);
        const model = randomAffine(next, outputs, features, 1 / Math.sqrt(features));
        const verified = dotRows(model, pick);
        const rows = randomRows(next, verified.packing.rows, features);
        const values = await runDotRows(verified, rows);
        rows.forEach((row, r) => {
          affine(model, row).forEach((expected, c) => {
            expect(Math.abs(values[r * outputs + c]! - expected)).toBeLessThan(0.0035);
          });
        });
      }),
      { numRuns: 20 },
    );
  });
});
