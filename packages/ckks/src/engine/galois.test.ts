import fc from "fast-check";
import { expect, test } from "vitest";
import * as reference from "../../reference/galois.ts";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { primeBelow } from "../../reference/primes.ts";
import { primes, residues, ringDegrees, seeds } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

/** Ring degree, odd Galois element, prime, seed. */
const shapes = ringDegrees.chain((n) =>
  fc.tuple(
    fc.constant(n),
    fc.oneof(
      fc.integer({ min: 0, max: n - 1 }).map((k) => 2 * k + 1),
      fc.constant(2 * n - 1),
    ),
    primes(n),
    seeds,
  ),
);

function checkAutomorphism(n: number, g: number, q: number, f: Uint32Array): void {
  memory.reset();
  const a = memory.putWords(f);
  const out = memory.allocate(4 * n);
  kernels.automorphism(out, a, g, n, q);
  const expected = reference.automorphism(Array.from(f, BigInt), g, BigInt(q));
  expect(Array.from(memory.words(out, n))).toEqual(expected.map(Number));
  expect(memory.intact).toBe(true);
}

function checkTable(n: number, g: number): void {
  memory.reset();
  const table = memory.allocate(4 * n);
  kernels.galoisTable(table, g, n);
  expect(Array.from(memory.words(table, n))).toEqual(reference.galoisTable(g, n));
  expect(memory.intact).toBe(true);
}

test("automorphism is f(X^g) mod X^n + 1", () => {
  fc.assert(fc.property(shapes, ([n, g, q, seed]) => checkAutomorphism(n, g, q, residues(seed, n, q))));
});

test("galoisTable finds the same exponent", () => {
  fc.assert(fc.property(shapes, ([n, g]) => checkTable(n, g)));
});

test.each([2048, 4096, 8192, 16384, 32768])("both at ring degree %i", (n) => {
  const q = primeBelow(2 ** 30, n)!;
  for (const g of [5, 2 * n - 1, n + 1]) {
    checkTable(n, g);
    checkAutomorphism(n, g, q, residues(g, n, q));
  }
});

test("permute reads where the table says", () => {
  fc.assert(
    fc.property(shapes, ([n, g, q, seed]) => {
      memory.reset();
      const x = residues(seed, n, q);
      const table = reference.galoisTable(g, n);
      const out = memory.allocate(4 * n);
      kernels.permute(out, memory.putWords(x), memory.putWords(table), n);
      expect(Array.from(memory.words(out, n))).toEqual(table.map((j) => x[j]));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("permuteAdd adds what permute reads", () => {
  fc.assert(
    fc.property(shapes, ([n, g, q, seed]) => {
      memory.reset();
      const [x, y] = [residues(seed, n, q), residues(seed + 1, n, q)];
      const table = reference.galoisTable(g, n);
      const out = memory.putWords(y);
      kernels.permuteAdd(out, memory.putWords(x), memory.putWords(table), n, q);
      expect(Array.from(memory.words(out, n))).toEqual(table.map((j, i) => (x[j]! + y[i]!) % q));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("the permutation of the values is the automorphism of the coefficients", () => {
  fc.assert(
    fc.property(shapes, ([n, g, q, seed]) => {
      memory.reset();
      const { m } = memory.putNtt(q, n);
      const a = memory.putWords(residues(seed, n, q));
      const [moved, values, table] = [memory.allocate(4 * n), memory.allocate(4 * n), memory.allocate(4 * n)];
      kernels.automorphism(moved, a, g, n, q);
      kernels.ntt(moved, m);
      kernels.ntt(a, m);
      kernels.galoisTable(table, g, n);
      kernels.permute(values, a, table, n);
      expect(memory.words(values, n)).toEqual(memory.words(moved, n));
    }),
  );
});
