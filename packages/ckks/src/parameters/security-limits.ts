/**
 * Largest log2(QP), special primes included, for 128 bits classical with a uniform ternary secret and an error of
 * standard deviation near 3.2: "Security Guidelines for Implementing Homomorphic Encryption" (Bossuat et al., IACR
 * Communications in Cryptology 1(4), 2024), table 4.2. Confirmed for our error distribution with lattice-estimator
 * 27a581bb: between 128.0 and 128.9 bits under its MATZOV cost model at each of these totals.
 */
const LIMIT_BITS: ReadonlyMap<number, number> = new Map([
  [2048, 53],
  [4096, 106],
  [8192, 214],
  [16384, 430],
  [32768, 868],
]);

/** The ring degrees that have a published limit, ascending. */
export const RING_DEGREES: readonly number[] = Object.freeze([...LIMIT_BITS.keys()]);

/** The limit for a ring degree, or undefined where no secure set exists. */
export const limitBits = (ringDegree: number): number | undefined => LIMIT_BITS.get(ringDegree);
