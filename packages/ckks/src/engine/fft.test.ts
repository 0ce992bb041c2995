import fc from "fast-check";
import { expect, test } from "vitest";
import * as reference from "../../reference/embedding.ts";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { ringDegrees, seeds, words } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

function draw(seed: number, n: number): Float64Array {
  const next = words(seed);
  return Float64Array.from({ length: n }, () => next() / 2 ** 31 - 1);
}

function putTables(n: number): number {
  const tables = memory.allocate(32 * n);
  kernels.initFft(tables, n);
  return tables;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0);
}

// Rounding grows with the number of levels; the naive sums of the reference are the less exact side.
const tolerance = (n: number): number => 4e-16 * n ** 0.5 * Math.log2(n) * 4;

test("both directions against the definition", () => {
  fc.assert(
    fc.property(ringDegrees, seeds, (n, seed) => {
      memory.reset();
      const tables = putTables(n);
      const slots = draw(seed, n);
      const a = memory.putFloats(slots);
      kernels.slotsToCoefficients(a, tables, n);
      expect(largestDifference(memory.floats(a, n), reference.slotsToCoefficients(slots))).toBeLessThan(tolerance(n));
      const b = memory.putFloats(slots);
      kernels.coefficientsToSlots(b, tables, n);
      const expected = reference.coefficientsToSlots(slots);
      expect(largestDifference(memory.floats(b, n), expected)).toBeLessThan(tolerance(n) * Math.sqrt(n));
      expect(memory.intact).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test.each([2048, 4096, 8192, 16384, 32768])("there and back at ring degree %i, and one slot by its definition", (n) => {
  memory.reset();
  const tables = putTables(n);
  const slots = draw(n, n);
  const a = memory.putFloats(slots);
  kernels.slotsToCoefficients(a, tables, n);
  const coefficients = memory.floats(a, n).slice();
  let [re, im] = [0, 0];
  for (let i = 0; i < n; i++) {
    const exponent = (i * 5) % (2 * n);
    re += coefficients[i]! * Math.cos((Math.PI * exponent) / n);
    im += coefficients[i]! * Math.sin((Math.PI * exponent) / n);
  }
  expect(Math.hypot(re - slots[2]!, im - slots[3]!)).toBeLessThan(1e-12);
  kernels.coefficientsToSlots(a, tables, n);
  expect(largestDifference(memory.floats(a, n), slots)).toBeLessThan(2e-14);
});

test("a constant has one coefficient, exactly", () => {
  for (const n of [8, 16, 2048, 32768]) {
    memory.reset();
    const tables = putTables(n);
    const a = memory.putFloats(Float64Array.from({ length: n }, (_, i) => (i % 2 ? 0 : 1)));
    kernels.slotsToCoefficients(a, tables, n);
    expect(Array.from(memory.floats(a, n))).toEqual(Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0)));
  }
});

test("nothing of the values stays in the tables (C8)", () => {
  const n = 64;
  memory.reset();
  const tables = putTables(n);
  const before = memory.floats(tables, 4 * n).slice();
  const a = memory.putFloats(draw(1, n));
  kernels.slotsToCoefficients(a, tables, n);
  kernels.coefficientsToSlots(a, tables, n);
  expect(memory.floats(tables, 4 * n)).toEqual(before);
});
