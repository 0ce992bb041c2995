import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inverseMod, isPrime, largestNttPrime, mulMod, powMod, primitiveRoot } from "./primes.ts";

const sieved = sieve(2 ** 20);

describe("isPrime", () => {
  test("agrees with a sieve on every integer below 2^18", () => {
    for (let n = 0; n < 2 ** 18; n++) if (isPrime(n) !== (sieved[n] === 1)) expect(n).toBe("wrongly judged");
    expect(sieved.slice(0, 2 ** 18).reduce((count, flag) => count + flag, 0)).toBe(23000); // pi(2^18)
  });

  test("agrees with trial division by the sieve's primes on wide integers, products of two close primes among them", () => {
    const small = Array.from({ length: 2 ** 15 }, (_, i) => i).filter((i) => sieved[i] === 1);
    const byDivision = (n: number): boolean => n > 1 && small.every((p) => p * p > n || n % p !== 0);
    const wide = fc.oneof(
      fc.integer({ min: 2 ** 20, max: 2 ** 30 }).map((n) => 2 * Math.floor(n / 2) + 1),
      fc.tuple(fc.constantFrom(...small.slice(-2000)), fc.constantFrom(...small.slice(-2000))).map(([p, q]) => p * q),
    );
    fc.assert(
      fc.property(wide, (n) => {
        expect(isPrime(n)).toBe(byDivision(n));
      }),
      { numRuns: 300 },
    );
  });

  test("is not fooled by Carmichael numbers and strong pseudoprimes to bases 2, 3 and 5", () => {
    for (const n of [561, 1105, 294409, 56052361, 118901521, 25326001, 161304001, 960946321]) {
      expect(isPrime(n), String(n)).toBe(false);
    }
    for (const n of [-7, 0, 1, 7.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(isPrime(n)).toBe(false);
  });
});

describe("largestNttPrime", () => {
  test("finds as many primes in each band as parameters.md counts", () => {
    const bands: readonly (readonly [number, number, number])[] = [
      [2048, 26, 917],
      [4096, 26, 451],
      [8192, 27, 451],
      [16384, 26, 104],
      [16384, 30, 1583],
      [32768, 26, 47],
      [32768, 30, 784],
    ];
    for (const [n, bits, count] of bands) {
      const taken = new Set<number>();
      for (let step = 0; step <= 121; step++) {
        const q = largestNttPrime(bits, n, taken);
        if (q === undefined || q < 2 ** (bits - 1)) break;
        expect(q % (2 * n)).toBe(1);
        taken.add(q);
        // The whole band once: skipping what is taken is quadratic, so larger ones are walked by their own bits.
        if (taken.size > 120) break;
      }
      expect(taken.size > 120 ? walk(n, bits) : taken.size).toBe(count);
    }
  });

  test("takes fractions of bits and says when there is none", () => {
    expect(largestNttPrime(30, 2048, new Set())).toBe(1073692673);
    expect(largestNttPrime(22, 2048, new Set())).toBe(4169729);
    expect(largestNttPrime(26.5, 4096, new Set())).toBe(94904321);
    expect(largestNttPrime(13, 4096, new Set())).toBeUndefined();
    expect(largestNttPrime(5, 8, new Set())).toBe(17);
    expect(largestNttPrime(5, 8, new Set([17]))).toBeUndefined();
    // A prime at the bound itself is not below it.
    expect(largestNttPrime(Math.log2(12289), 2048, new Set())).toBeUndefined();
  });
});

describe("modular arithmetic of set-up", () => {
  const prime = fc.constantFrom(17, 257, 12289, 1073692673, 4294967291);

  test("powMod, mulMod and inverseMod agree with BigInt", () => {
    fc.assert(
      fc.property(prime, fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), fc.nat(40), (q, a, b, e) => {
        const Q = BigInt(q);
        expect(mulMod(a, b, q)).toBe(Number((BigInt(a) * BigInt(b)) % Q));
        expect(powMod(a, e, q)).toBe(Number(BigInt(a) ** BigInt(e) % Q));
        if (a % q !== 0) expect((BigInt(a) * BigInt(inverseMod(a, q))) % Q).toBe(1n);
      }),
    );
  });

  test("primitiveRoot has order 2N and is the first of its kind", () => {
    for (const n of [8, 64, 2048, 32768]) {
      const q = largestNttPrime(30, n, new Set())!;
      const psi = primitiveRoot(q, n);
      expect(powMod(psi, n, q)).toBe(q - 1);
      let first = 2;
      while (powMod(powMod(first, (q - 1) / (2 * n), q), n, q) !== q - 1) first++;
      expect(psi).toBe(powMod(first, (q - 1) / (2 * n), q));
    }
    expect(() => primitiveRoot(13, 8)).toThrow(RangeError);
  });
});

function sieve(size: number): Uint8Array {
  const flags = new Uint8Array(size).fill(1);
  flags[0] = flags[1] = 0;
  for (let p = 2; p * p < size; p++) if (flags[p] === 1) for (let m = p * p; m < size; m += p) flags[m] = 0;
  return flags;
}

/** Counts the band by asking for the largest prime below the last one found. */
function walk(n: number, bits: number): number {
  let count = 0;
  for (let below = bits; ; ) {
    const q = largestNttPrime(below, n, new Set());
    if (q === undefined || q < 2 ** (bits - 1)) return count;
    count++;
    below = Math.log2(q - 1);
  }
}
