import fc from "fast-check";
import { expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { centred, fromResidues, inverse, mapWords, mod, product } from "../../reference/modular.ts";
import { lengths, moduli, residues, seeds } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

test("centredLift, between any two primes", () => {
  fc.assert(
    fc.property(lengths, moduli, moduli, seeds, fc.boolean(), (n, q, q2, seed, inPlace) => {
      memory.reset();
      const x = residues(seed, n, q);
      const a = memory.putWords(x);
      const out = inPlace ? a : memory.allocate(4 * n);
      kernels.centredLift(out, a, n, q, memory.putModulus(q2, 8));
      expect(memory.words(out, n)).toEqual(mapWords((v) => mod(centred(v, BigInt(q)), BigInt(q2)), x));
      expect(memory.intact).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("centredLift turns at q/2 exactly", () => {
  fc.assert(
    fc.property(moduli, moduli, (q, q2) => {
      memory.reset();
      const edge = [0, 1, (q - 1) / 2 - 1, (q - 1) / 2, (q + 1) / 2, (q + 3) / 2, q - 2, q - 1];
      const a = memory.putWords(edge);
      kernels.centredLift(a, a, 8, q, memory.putModulus(q2, 8));
      const expected = edge.map((x) => Number(mod(BigInt(2 * x > q ? x - q : x), BigInt(q2))));
      expect(Array.from(memory.words(a, 8))).toEqual(expected);
    }),
  );
});

/** Distinct primes of one basis. */
const bases = fc.uniqueArray(moduli, { minLength: 1, maxLength: 24 });

/** Within 2^-40 B of B/2 the rounded sum of fractions may give either sign. */
function nearHalf(x: bigint, all: bigint): boolean {
  const distance = all - 2n * (x < 0n ? -x : x);
  return (distance < 0n ? -distance : distance) << 19n <= all;
}

test("convertBasis is the centred integer mod q2", () => {
  fc.assert(
    fc.property(bases, moduli, lengths, seeds, (basis, q2, n, seed) => {
      memory.reset();
      const primes = basis.map(BigInt);
      const all = product(primes);
      const limbs = basis.map((q, j) => residues(seed + j, n, q));
      const scaled = limbs.map((x, j) => {
        const factor = inverse(mod(all / primes[j]!, primes[j]!), primes[j]!);
        return mapWords((v) => (v * factor) % primes[j]!, x);
      });
      const ys = memory.putWords(scaled.map((y) => memory.putWords(y)));
      const constants = memory.putWords([...primes.map((q) => all / q), all].map((c) => Number(c % BigInt(q2))));
      const inverses = memory.putFloats(basis.map((q) => 1 / q));
      const out = memory.allocate(4 * n);
      kernels.convertBasis(out, ys, constants, inverses, basis.length, n, memory.putModulus(q2, 8));
      memory.words(out, n).forEach((value, i) => {
        const residuesAt = limbs.map((limb) => BigInt(limb[i]!));
        const x = centred(fromResidues(residuesAt, primes), all);
        const signs = nearHalf(x, all) ? [x, x < 0n ? x + all : x - all] : [x];
        expect(signs.map((s) => Number(mod(s, BigInt(q2))))).toContain(value);
      });
      expect(memory.intact).toBe(true);
    }),
  );
});
