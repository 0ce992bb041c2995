import fc from "fast-check";
import { expect, test } from "vitest";
import { roundHalfEven } from "../../reference/floats.ts";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { centred, fromResidues, inverse, mod, product } from "../../reference/modular.ts";
import { lengths, moduli, residues, seeds, words } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

/** Floats of every magnitude below 2^52, with ties, multiples of q and their neighbours among them. */
function draw(seed: number, n: number, q: number): Float64Array {
  const next = words(seed);
  const edges = (): number => {
    const multiple = q * Math.floor((next() / 2 ** 32) * Math.floor((2 ** 52 - 2) / q));
    return [multiple, multiple + 1, multiple - 1, multiple + 0.5, multiple - 0.5, 2 ** 52 - 1, 2 ** 52 - 1.5][
      next() % 7
    ]!;
  };
  return Float64Array.from({ length: n }, () => {
    const size = next() % 2 ? edges() : (next() / 2 ** 32) * 2 ** (next() % 52);
    return next() % 2 ? size : -size;
  });
}

test("floatsToResidues rounds half to even and reduces exactly", () => {
  fc.assert(
    fc.property(lengths, moduli, seeds, (n, q, seed) => {
      memory.reset();
      const values = draw(seed, n, q);
      const out = memory.allocate(4 * n);
      kernels.floatsToResidues(out, memory.putFloats(values), n, memory.putModulus(q, 8));
      const expected = Array.from(values, (x) => Number(mod(roundHalfEven(x), BigInt(q))));
      expect(Array.from(memory.words(out, n))).toEqual(expected);
      expect(memory.intact).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("scaleFloats multiplies and finds the largest magnitude", () => {
  fc.assert(
    fc.property(lengths, seeds, fc.double({ noNaN: true, noDefaultInfinity: true }), (n, seed, factor) => {
      memory.reset();
      const values = draw(seed, n, 65537);
      const a = memory.putFloats(values);
      const largest = kernels.scaleFloats(a, factor, n);
      const expected = values.map((x) => x * factor);
      expect(memory.floats(a, n)).toEqual(expected);
      expect(largest).toBe(Math.max(...expected.map(Math.abs)));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("truncateFloats rounds half to even, and takes the upper end of the range to the lower", () => {
  const bits = fc.integer({ min: 8, max: 38 });
  fc.assert(
    fc.property(lengths, seeds, bits, fc.integer({ min: 0, max: 14 }), (n, seed, width, dropped) => {
      memory.reset();
      const next = words(seed);
      const half = 2 ** (width - 1);
      const factor = 2 ** -dropped;
      const values = Float64Array.from({ length: n }, () => {
        const edge = [half, -half, half - 0.5, half - 0.75, 0.5, 1.5][next() % 6]!;
        const y = next() % 2 ? edge : (next() / 2 ** 31 - 1) * half;
        return Math.round((next() % 2 ? y : -y) / factor);
      });
      const a = memory.putFloats(values);
      kernels.truncateFloats(a, factor, half, n);
      const expected = Array.from(values, (x) => {
        const y = Number(roundHalfEven(x * factor));
        return y >= half ? y - 2 * half : y;
      });
      expect(Array.from(memory.floats(a, n), (x) => x + 0)).toEqual(expected);
      expect(memory.intact).toBe(true);
    }),
  );
});

test("scaleFloats answers NaN for a NaN at any place, and infinity for an overflow", () => {
  for (let i = 0; i < 24; i++) {
    memory.reset();
    const values = new Float64Array(24).fill(1);
    values[i] = Number.NaN;
    expect(kernels.scaleFloats(memory.putFloats(values), 2, 24)).toBeNaN();
    values[i] = -1e308;
    expect(kernels.scaleFloats(memory.putFloats(values), 1e10, 24)).toBe(Number.POSITIVE_INFINITY);
  }
});

/** Mixed-radix inverses, row by row: q_i^-1 mod q_j for i < j. */
function mixedRadixInverses(primes: readonly bigint[]): number[] {
  return primes.flatMap((q, j) => primes.slice(0, j).map((p) => Number(inverse(mod(p, q), q))));
}

test("residuesToFloats is the centred integer", () => {
  const bases = fc.uniqueArray(moduli, { minLength: 1, maxLength: 12 });
  const sizes = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(bases, lengths, seeds, sizes, (basis, n, seed, size) => {
      memory.reset();
      const primes = basis.map(BigInt);
      const all = product(primes);
      // From residues at the edges of every prime, and from small integers of a drawn size.
      const limbs = basis.map((q, j) => residues(seed + j, n, q));
      const small = BigInt(Math.floor(2 ** (size * 52)));
      const integers = Array.from({ length: n }, (_, i) =>
        i % 2
          ? centred(i % 4 === 1 ? small : -small, all)
          : centred(
              fromResidues(
                limbs.map((limb) => BigInt(limb[i]!)),
                primes,
              ),
              all,
            ),
      );
      const pointers = basis.map((_, j) => memory.putWords(integers.map((x) => Number(mod(x, primes[j]!)))));
      const ms = memory.putWords(basis.map((q) => memory.putModulus(q, 8)));
      const out = memory.allocate(8 * n);
      const inverses = memory.putWords(mixedRadixInverses(primes));
      kernels.residuesToFloats(out, memory.putWords(pointers), ms, inverses, basis.length, n);
      memory.floats(out, n).forEach((x, i) => {
        const exact = Number(integers[i]!);
        expect(Math.abs(x - exact)).toBeLessThanOrEqual(2 * (basis.length - 1) * 2 ** -52 * Math.abs(exact));
      });
      expect(memory.intact).toBe(true);
    }),
  );
});
