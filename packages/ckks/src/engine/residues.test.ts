import fc from "fast-check";
import { expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { mapWords, mod, shoupQuotient } from "../../reference/modular.ts";
import { anyWords, lengths, moduli, residues, seeds } from "../../reference/shapes.ts";
import type { KernelExports, Pointer } from "./kernel-exports.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

/** One call on drawn operands: `formula` sees places of out (before), a, b and the scalar w. */
type Call = (
  k: KernelExports,
  p: { out: Pointer; a: Pointer; b: Pointer; w: number; n: number; q: number; m: Pointer },
) => void;
type Formula = (p: { out: bigint; a: bigint; b: bigint; w: bigint }) => bigint;

const cases: [string, Call, Formula][] = [
  ["add", (k, { out, a, b, n, q }) => k.add(out, a, b, n, q), ({ a, b }) => a + b],
  ["sub", (k, { out, a, b, n, q }) => k.sub(out, a, b, n, q), ({ a, b }) => a - b],
  ["negate", (k, { out, a, n, q }) => k.negate(out, a, n, q), ({ a }) => -a],
  ["addScalar", (k, { out, a, w, n, q }) => k.addScalar(out, a, w, n, q), ({ a, w }) => a + w],
  ["multiply", (k, { out, a, b, n, m }) => k.multiply(out, a, b, n, m), ({ a, b }) => a * b],
  ["multiplyAdd", (k, { out, a, b, n, m }) => k.multiplyAdd(out, a, b, n, m), ({ out, a, b }) => out + a * b],
  [
    "multiplyScalar",
    (k, { out, a, w, n, q }) => k.multiplyScalar(out, a, w, shoupQuotient(w, q), n, q),
    ({ a, w }) => a * w,
  ],
  [
    "multiplyScalarAdd",
    (k, { out, a, w, n, q }) => k.multiplyScalarAdd(out, a, w, shoupQuotient(w, q), n, q),
    ({ out, a, w }) => out + a * w,
  ],
  [
    "subMultiplyScalar",
    (k, { out, a, b, w, n, q }) => k.subMultiplyScalar(out, a, b, w, shoupQuotient(w, q), n, q),
    ({ a, b, w }) => (a - b) * w,
  ],
];

test.each(cases)("%s, for any length, prime and aliasing", (_, call, formula) => {
  fc.assert(
    fc.property(lengths, moduli, seeds, fc.constantFrom("none", "a", "b", "both"), (n, q, seed, alias) => {
      memory.reset();
      const before = [0, 1, 2].map((k) => residues(seed + k, n, q));
      const [a, b, free] = before.map((limb) => memory.putWords(limb)) as [Pointer, Pointer, Pointer];
      const w = residues(seed + 3, 1, q)[0]!;
      const right = alias === "both" ? a : b;
      const out = alias === "none" ? free : alias === "b" ? b : a;
      const at = (p: Pointer): Uint32Array => before[p === a ? 0 : p === b ? 1 : 2]!;
      const expected = mapWords(
        (o, x, y) => mod(formula({ out: o, a: x, b: y, w: BigInt(w) }), BigInt(q)),
        at(out),
        at(a),
        at(right),
      );
      call(kernels, { out, a, b: right, w, n, q, m: memory.putModulus(q, 8) });
      expect(memory.words(out, n)).toEqual(expected);
      expect(memory.intact).toBe(true);
    }),
  );
});

test("products whose estimated quotient is two too small", () => {
  // 2^61 / q is nearly one more than its floor and q barely above 2^29: with large operands about 1 product in 160.
  const [q, n] = [536879089, 8192];
  const top = (seed: number): Uint32Array => anyWords(seed, n).map((x) => q - 1 - (x % (q >>> 4)));
  memory.reset();
  const [x, y] = [top(1), top(2)];
  const out = memory.putWords(x);
  kernels.multiply(out, out, memory.putWords(y), n, memory.putModulus(q, 8));
  expect(memory.words(out, n)).toEqual(mapWords((s, t) => (s * t) % BigInt(q), x, y));
});

test("multiplyFixed takes any 32-bit value, with the quotients of shoupQuotients", () => {
  fc.assert(
    fc.property(lengths, moduli, seeds, fc.boolean(), (n, q, seed, inPlace) => {
      memory.reset();
      const [x, w] = [anyWords(seed, n), residues(seed ^ 1, n, q)];
      const [a, fixed, quotients] = [memory.putWords(x), memory.putWords(w), memory.allocate(4 * n)];
      kernels.shoupQuotients(quotients, fixed, n, memory.putModulus(q, 8));
      expect(memory.words(quotients, n)).toEqual(w.map((v) => shoupQuotient(v, q)));
      const out = inPlace ? a : memory.allocate(4 * n);
      kernels.multiplyFixed(out, a, fixed, quotients, n, q);
      expect(memory.words(out, n)).toEqual(mapWords((s, t) => (s * t) % BigInt(q), x, w));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("multiplyScalar takes any 32-bit value", () => {
  fc.assert(
    fc.property(lengths, moduli, seeds, (n, q, seed) => {
      memory.reset();
      const x = anyWords(seed, n);
      const [a, w] = [memory.putWords(x), residues(seed, 1, q)[0]!];
      kernels.multiplyScalar(a, a, w, shoupQuotient(w, q), n, q);
      expect(memory.words(a, n)).toEqual(mapWords((s) => (s * BigInt(w)) % BigInt(q), x));
    }),
  );
});

test("signedToResidues", () => {
  fc.assert(
    fc.property(lengths, moduli, seeds, fc.boolean(), (n, q, seed, inPlace) => {
      memory.reset();
      const x = Int32Array.from(residues(seed, n, q), (v, i) => (i % 2 ? v : -v));
      const a = memory.putWords(new Uint32Array(x.buffer));
      const out = inPlace ? a : memory.allocate(4 * n);
      kernels.signedToResidues(out, a, n, q);
      expect(Array.from(memory.words(out, n))).toEqual(Array.from(x, (v) => Number(mod(BigInt(v), BigInt(q)))));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("allBelow and allZero see one bad value at any place", () => {
  fc.assert(
    fc.property(lengths, moduli, seeds, fc.nat(), fc.constantFrom(0, 1, 0x7fffffff), (n, q, seed, place, above) => {
      memory.reset();
      const a = memory.putWords(residues(seed, n, q));
      expect(kernels.allBelow(a, n, q)).toBe(1);
      memory.words(a, n)[place % n] = q + above;
      expect(kernels.allBelow(a, n, q)).toBe(0);
      const zero = memory.putWords(new Uint32Array(n));
      expect(kernels.allZero(zero, n)).toBe(1);
      memory.words(zero, n)[place % n] = 2 ** (place % 32);
      expect(kernels.allZero(zero, n)).toBe(0);
    }),
  );
});

test("wipe zeroes exactly the bytes it was given", () => {
  fc.assert(
    fc.property(fc.nat({ max: 300 }), (bytes) => {
      memory.reset();
      const a = memory.allocate(bytes);
      kernels.wipe(a, bytes);
      expect(memory.bytes(a, bytes).every((b) => b === 0)).toBe(true);
      expect(memory.intact).toBe(true);
    }),
  );
});
