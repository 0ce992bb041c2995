import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createContext, createEncoder, type Parameters, presets, registers } from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { createPublicKey, decryptExtractedRaw, encrypt, generateSecretKey } from "../secret.ts";
import { protect } from "./protect.ts";

const hedge = new Uint8Array(32);

/** Encrypts, protects and decrypts; returns the errors at the released positions in units of the message. */
async function errorsOf(
  parameters: Parameters,
  level: number,
  outputLevel: number,
  positions: readonly number[],
  values: readonly number[],
  floodingDeviation: number,
): Promise<readonly number[]> {
  const context = await createContext(parameters);
  using secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret, { level });
  const scale = 2 ** 20 * parameters.primes.slice(outputLevel + 1, level + 1).reduce((d, q) => d * q, 1);
  const coefficients = new Float64Array(parameters.ringDegree).fill(0.75);
  positions.forEach((position, k) => {
    coefficients[position] = values[k]!;
  });
  const plaintext = createEncoder(context).encodeCoefficients(coefficients, { level, scale });
  const register = registers.loadRegister(context, encrypt(context, secret, plaintext));
  const result = protect(context, register, publicKey, { positions, floodingDeviation, outputLevel, hedge });
  registers.freeRegister(context, register);
  expect(result.level).toBe(outputLevel);
  expect(result.scale).toBeCloseTo(2 ** 20, 5);
  return [...decryptExtractedRaw(context, secret, result)].map((value, k) => value - values[k]!);
}

describe("protect", () => {
  test("keeps the message at any level, number of dropped primes and positions", async () => {
    const shape = fc.record({
      logDegree: fc.integer({ min: 3, max: 7 }),
      primes: fc.integer({ min: 1, max: 4 }),
      seed: fc.infiniteStream(fc.double({ min: -8, max: 8, noNaN: true })),
      picks: fc.uniqueArray(fc.nat(127), { minLength: 1, maxLength: 8 }),
      dropped: fc.nat(3),
      unused: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ logDegree, primes, seed, picks, dropped, unused }) => {
        const ringDegree = 2 ** logDegree;
        const modulusBits = Array.from({ length: primes }, () => 28);
        const parameters = insecureTestParameters({ ringDegree, modulusBits });
        const level = primes - 1 - (unused % primes);
        const outputLevel = level - Math.min(dropped, level);
        const positions = [...new Set(picks.map((pick) => pick % ringDegree))];
        const values = [...seed.take(positions.length)];
        const errors = await errorsOf(parameters, level, outputLevel, positions, values, 8);
        // Zero: 3.24 sqrt(4N/3) = 42 at N = 128; dropping: 3; flooding: 8. Times 10, over 2^20.
        for (const error of errors) expect(Math.abs(error)).toBeLessThan(500 / 2 ** 20);
      }),
      { numRuns: 60 },
    );
  });

  test("floods the released coefficients with the deviation asked for", async () => {
    const positions = Array.from({ length: 512 }, (_, i) => 4 * i + 3);
    const deviation = 2 ** 13;
    const values = positions.map((_, i) => i / 100);
    const errors = await errorsOf(presets.linear, 0, 0, positions, values, deviation);
    const measured = 2 ** 20 * Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    // 512 values: the deviation's own error is 3 %; six times that on each side.
    expect(measured / deviation).toBeGreaterThan(0.82);
    expect(measured / deviation).toBeLessThan(1.22);
  });
});
