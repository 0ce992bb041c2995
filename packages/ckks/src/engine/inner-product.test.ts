import fc from "fast-check";
import { expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { primeAbove, primeBelow } from "../../reference/primes.ts";
import { lengths, moduli, residues, seeds } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

/** sum over k of a_k[i] * b_k(i) mod q. */
function expected(as: Uint32Array[], b: (k: number, i: number) => number, n: number, q: number): number[] {
  return Array.from({ length: n }, (_, i) =>
    Number(as.reduce((sum, a, k) => sum + BigInt(a[i]!) * BigInt(b(k, i)), 0n) % BigInt(q)),
  );
}

function check(n: number, q: number, as: Uint32Array[], bs: Uint32Array[]): void {
  memory.reset();
  const out = memory.allocate(4 * n);
  const m = memory.putModulus(q, 8);
  const pointers = (limbs: Uint32Array[]): number => memory.putWords(limbs.map((limb) => memory.putWords(limb)));
  kernels.innerProduct(out, pointers(as), pointers(bs), as.length, n, m);
  expect(Array.from(memory.words(out, n))).toEqual(expected(as, (k, i) => bs[k]![i]!, n, q));
  const scalars = memory.putWords(bs.map((limb) => limb[0]!));
  kernels.innerProductScalars(out, pointers(as), scalars, as.length, n, m);
  expect(Array.from(memory.words(out, n))).toEqual(expected(as, (k) => bs[k]![0]!, n, q));
  expect(memory.intact).toBe(true);
}

test("innerProduct and innerProductScalars, for any count", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), lengths, moduli, seeds, (count, n, q, seed) => {
      const limbs = (from: number): Uint32Array[] => Array.from({ length: count }, (_, k) => residues(from + k, n, q));
      check(n, q, limbs(seed), limbs(seed + 1000));
    }),
  );
});

test.each([
  ["the largest prime", primeBelow(2 ** 30, 8)!],
  ["the smallest of 30 bits", primeAbove(2 ** 29, 8)],
  ["the largest of 29 bits", primeBelow(2 ** 29, 8)!],
])("the largest products, %s, at every count around each reduction", (_, q) => {
  const full = new Uint32Array(16).fill(q - 1);
  for (let count = 1; count <= 70; count++) check(16, q, new Array(count).fill(full), new Array(count).fill(full));
});

test("an operand may appear several times", () => {
  const q = primeBelow(2 ** 29, 8)!;
  const a = residues(5, 8, q);
  check(8, q, [a, a, a], [a, residues(6, 8, q), a]);
});

/** Digits times both halves of a key, over 2^32. */
function checkPair(n: number, q: number, as: Uint32Array[], bs: Uint32Array[], cs: Uint32Array[]): void {
  memory.reset();
  const [out, out2] = [memory.allocate(4 * n), memory.allocate(4 * n)];
  const pointers = (limbs: Uint32Array[]): number => memory.putWords(limbs.map((limb) => memory.putWords(limb)));
  kernels.innerProductPair(out, out2, pointers(as), pointers(bs), pointers(cs), as.length, n, memory.putModulus(q, 8));
  for (const [at, halves] of [
    [out, bs],
    [out2, cs],
  ] as const) {
    const times = Array.from(memory.words(at, n), (value) => Number((BigInt(value) << 32n) % BigInt(q)));
    expect(times).toEqual(expected(as, (k, i) => halves[k]![i]!, n, q));
    expect(memory.words(at, n).every((value) => value < q)).toBe(true);
  }
  expect(memory.intact).toBe(true);
}

test("innerProductPair, for any count up to 16", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), lengths, moduli, seeds, (count, n, q, seed) => {
      const limbs = (from: number): Uint32Array[] => Array.from({ length: count }, (_, k) => residues(from + k, n, q));
      checkPair(n, q, limbs(seed), limbs(seed + 1000), limbs(seed + 2000));
    }),
  );
});

test.each([
  ["the largest prime", primeBelow(2 ** 30, 8)!],
  ["the smallest of 30 bits", primeAbove(2 ** 29, 8)],
  ["the largest of 20 bits", primeBelow(2 ** 20, 8)!],
])("innerProductPair, the largest products, %s", (_, q) => {
  const full = new Uint32Array(16).fill(q - 1);
  const none = new Uint32Array(16);
  for (let count = 1; count <= 16; count++) {
    const all = new Array<Uint32Array>(count).fill(full);
    checkPair(16, q, all, all, new Array(count).fill(none));
  }
});
