import fc from "fast-check";
import { primeAbove, primeBelow } from "./primes.ts";

/** Deterministic words from a drawn seed: mulberry32. Long arrays drawn one by one would make a property slow. */
export function words(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
}

/** n residues below q, a fourth of them at the edges of the range or of the centred range. */
export function residues(seed: number, n: number, q: number): Uint32Array {
  const next = words(seed);
  const edges = [0, 1, q - 1, q - 2, q >>> 1, (q >>> 1) + 1];
  return Uint32Array.from({ length: n }, () => (next() % 4 === 0 ? edges[next() % edges.length]! : next() % q));
}

/** n 32-bit words, a fourth of them at the edges. */
export function anyWords(seed: number, n: number): Uint32Array {
  const next = words(seed);
  return Uint32Array.from({ length: n }, () => (next() % 4 === 0 ? [0, 0xffffffff, 0x80000000][next() % 3]! : next()));
}

export const seeds: fc.Arbitrary<number> = fc.integer();

/** Every allowed size can come; small ones come more often. */
export const ringDegrees: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(8, 16, 32, 64) },
  { weight: 2, arbitrary: fc.constantFrom(128, 256, 512, 1024) },
);

/** Lengths of pointwise kernels need not be a ring degree's: any multiple of 8. */
export const lengths: fc.Arbitrary<number> = fc.integer({ min: 1, max: 40 }).map((k) => 8 * k);

/**
 * NTT-friendly primes for n, from the smallest to 30 bits: the largest of a width, where lazy values come closest to
 * overflow, the smallest of a width, where quotients are least exact, and others.
 */
export function primes(n: number): fc.Arbitrary<number> {
  const smallest = Math.log2(n) + 5;
  const widths = fc.oneof(fc.constant(30), fc.constant(22), fc.integer({ min: smallest, max: 30 }));
  const places = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  return fc.tuple(widths, places).map(([bits, place]) => {
    const low = 2 ** (bits - 1);
    if (place === 0) return primeAbove(low, n);
    return primeBelow(Math.floor(low + low * place), n) ?? primeAbove(low, n);
  });
}

/** A modulus for pointwise kernels, with a length that has nothing to do with it. */
export const moduli: fc.Arbitrary<number> = ringDegrees.chain(primes);

export const keys: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 32 });
