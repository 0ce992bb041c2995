import fc from "fast-check";
import { expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import { mapWords, mod } from "../../reference/modular.ts";
import * as reference from "../../reference/samplers.ts";
import { keys, lengths, moduli, seeds, words } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

test("sampleUniform takes the words of the stream that are below q, in order", () => {
  fc.assert(
    fc.property(keys, lengths, moduli, (key, n, q) => {
      memory.reset();
      const out = memory.allocate(4 * n);
      kernels.sampleUniform(out, memory.putBytes(key), n, q);
      expect(Array.from(memory.words(out, n))).toEqual(reference.sampleUniform(key, n, q));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("sampleTernary and sampleBinomial are their formulas on the stream", () => {
  fc.assert(
    fc.property(keys, lengths, (key, n) => {
      memory.reset();
      const out = memory.allocate(4 * n);
      kernels.sampleTernary(out, memory.putBytes(key), n);
      expect(Array.from(memory.signed(out, n))).toEqual(reference.sampleTernary(key, n));
      kernels.sampleBinomial(out, memory.putBytes(key), n);
      expect(Array.from(memory.signed(out, n))).toEqual(reference.sampleBinomial(key, n));
      expect(memory.intact).toBe(true);
    }),
  );
});

test("long draws cross the samplers' buffers without a seam", () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);
  for (const n of [1024, 2048, 8192]) {
    memory.reset();
    const [out, at] = [memory.allocate(4 * n), memory.putBytes(key)];
    kernels.sampleTernary(out, at, n);
    expect(Array.from(memory.signed(out, n))).toEqual(reference.sampleTernary(key, n));
    kernels.sampleBinomial(out, at, n);
    expect(Array.from(memory.signed(out, n))).toEqual(reference.sampleBinomial(key, n));
    for (const q of [536903681, 1073692673, 786433, 65537]) {
      kernels.sampleUniform(out, at, n, q);
      expect(Array.from(memory.words(out, n))).toEqual(reference.sampleUniform(key, n, q));
    }
  }
});

const wideBits = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constantFrom(31, 32, 33, 63, 64, 65, 80));

/** Any number of bits, and the edges of words. */
const steps = wideBits.chain((bits) => fc.bigInt({ min: 1n, max: 1n << BigInt(bits) }));

test("sampleWide sums coins and a uniform integer", () => {
  fc.assert(
    fc.property(keys, lengths, wideBits, steps, (key, n, bits, step) => {
      memory.reset();
      const out = memory.allocate(16 * n);
      kernels.sampleWide(out, memory.putBytes(key), n, bits, ...reference.stepWords(step));
      expect(memory.wide(out, n)).toEqual(reference.sampleWide(key, n, bits, step));
      expect(memory.intact).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("wideToResidues, of drawn pairs and of the samplers' own", () => {
  fc.assert(
    fc.property(keys, lengths, moduli, wideBits, seeds, (key, n, q, bits, seed) => {
      memory.reset();
      const next = words(seed);
      const drawn = Array.from({ length: n }, (_, i) => {
        const x = (BigInt(next()) << 54n) | (BigInt(next()) << 32n) | BigInt(next());
        return i % 2 ? x : -x;
      });
      const pairs = memory.putWide(drawn);
      const out = memory.allocate(4 * n);
      const m = memory.putModulus(q, 8);
      const residuesOf = (values: bigint[]): number[] => values.map((x) => Number(mod(x, BigInt(q))));
      kernels.wideToResidues(out, pairs, n, m);
      expect(Array.from(memory.words(out, n))).toEqual(residuesOf(drawn));
      kernels.sampleWide(pairs, memory.putBytes(key), n, bits, ...reference.stepWords(1n << BigInt(bits)));
      kernels.wideToResidues(out, pairs, n, m);
      expect(Array.from(memory.words(out, n))).toEqual(residuesOf(memory.wide(pairs, n)));
      expect(memory.intact).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("signedToResidues keeps samples", () => {
  fc.assert(
    fc.property(keys, lengths, moduli, (key, n, q) => {
      memory.reset();
      const out = memory.allocate(4 * n);
      kernels.sampleBinomial(out, memory.putBytes(key), n);
      const before = Int32Array.from(memory.signed(out, n));
      kernels.signedToResidues(out, out, n, q);
      const expected = mapWords((x) => mod(BigInt.asIntN(32, x), BigInt(q)), new Uint32Array(before.buffer));
      expect(memory.words(out, n)).toEqual(expected);
    }),
  );
});
