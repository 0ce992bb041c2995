import { describe, expect, test } from "vitest";
import { type PresetName, presets } from "./presets.ts";
import { isPrime } from "./primes.ts";

// Figures of the estimator run that cleared the presets: N, log2 QP, ciphertext primes, special primes.
const figures: Readonly<Record<PresetName, readonly [number, number, number, number]>> = {
  linear: [2048, 51.9915, 2, 0],
  linearStrong: [4096, 90, 3, 0],
  columns: [4096, 90, 3, 0],
  row: [8192, 146.998, 4, 1],
  deep: [8192, 204.996, 6, 1],
  wide: [16384, 408.962, 12, 2],
};

const limits = new Map([
  [2048, 53],
  [4096, 106],
  [8192, 214],
  [16384, 430],
]);

describe("presets", () => {
  test.each(Object.entries(figures))("%s is the set that the estimator judged", (name, figure) => {
    const { ringDegree, primes, specialPrimes, security, insecure } = presets[name as PresetName];
    expect([ringDegree, primes.length, specialPrimes.length]).toEqual([figure[0], figure[2], figure[3]]);
    expect(Math.abs(security.totalBits - figure[1])).toBeLessThan(6e-4);
    const bits = [...primes, ...specialPrimes].reduce((sum, q) => sum + Math.log2(q), 0);
    expect(security.totalBits).toBeCloseTo(bits, 9);
    expect(security.limitBits).toBe(limits.get(ringDegree));
    expect(security.limitBits - bits).toBeGreaterThanOrEqual(1);
    expect(insecure).toBe(false);
    for (const q of [...primes, ...specialPrimes]) {
      expect(isPrime(q) && q < 2 ** 30 && q % (2 * ringDegree) === 1).toBe(true);
    }
  });

  test("have the primes that were measured, with the largest as P", () => {
    expect(presets.linear.primes).toEqual([1073692673, 4169729]);
    expect(presets.linearStrong.primes).toEqual([1073692673, 1073668097, 1073651713]);
    expect(presets.row.primes.slice(1)).toEqual([536690689, 536641537, 536608769]);
    expect(presets.deep.primes.slice(1)).toEqual([536690689, 536641537, 536608769, 536543233, 536494081]);
    for (const name of ["row", "deep"] as const) {
      expect(presets[name].primes[0]).toBe(1073643521);
      expect(presets[name].specialPrimes).toEqual([1073692673]);
    }
    for (const { primes, specialPrimes } of Object.values(presets)) {
      for (const p of specialPrimes) for (const q of primes) expect(p).toBeGreaterThan(q);
    }
    expect(presets.wide.primes[0]! > 2 ** 29.99 && presets.wide.primes.slice(1).every((q) => q < 2 ** 29)).toBe(true);
    expect(Object.isFrozen(presets)).toBe(true);
  });
});
