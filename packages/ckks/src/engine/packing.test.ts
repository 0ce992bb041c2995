import fc from "fast-check";
import { expect, test } from "vitest";
import { KernelMemory } from "../../reference/kernel-memory.ts";
import * as reference from "../../reference/packing.ts";
import { anyWords, lengths, seeds } from "../../reference/shapes.ts";

const memory = await KernelMemory.create();
const { kernels } = memory;

const widths = Array.from({ length: 32 }, (_, i) => i + 1);

test.each(widths)("pack and unpack %i bits", (bits) => {
  fc.assert(
    fc.property(lengths, seeds, (n, seed) => {
      memory.reset();
      const values = anyWords(seed, n).map((x) => x >>> (32 - bits));
      const bytes = reference.pack(values, bits);
      const out = memory.allocate(bytes.length);
      kernels.pack(out, memory.putWords(values), n, bits);
      expect(memory.bytes(out, bytes.length)).toEqual(bytes);
      const back = memory.allocate(4 * n);
      kernels.unpack(back, out, n, bits);
      expect(memory.words(back, n)).toEqual(values);
      // In place: bytes never overtake the values that they are made of.
      kernels.pack(back, back, n, bits);
      expect(memory.bytes(back, bytes.length)).toEqual(bytes);
      expect(memory.intact).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("unpack reads no byte beyond its last value", async () => {
  // The bytes end with the memory itself: a wider read would trap.
  const small = await KernelMemory.create(1);
  for (const bits of widths) {
    for (const n of [8, 24, 64]) {
      const values = anyWords(bits, n).map((x) => x >>> (32 - bits));
      const bytes = reference.pack(values, bits);
      const at = 2 ** 20 - bytes.length;
      small.reset();
      const out = small.allocate(4 * n);
      small.bytes(at, bytes.length).set(bytes);
      small.kernels.unpack(out, at, n, bits);
      expect(small.words(out, n)).toEqual(values);
    }
  }
});

test("long limbs, ring degree 8192", () => {
  for (const bits of [22, 30]) {
    memory.reset();
    const values = anyWords(bits, 8192).map((x) => x >>> (32 - bits));
    const out = memory.allocate(1024 * bits);
    kernels.pack(out, memory.putWords(values), 8192, bits);
    expect(memory.bytes(out, 1024 * bits)).toEqual(reference.pack(values, bits));
  }
});
