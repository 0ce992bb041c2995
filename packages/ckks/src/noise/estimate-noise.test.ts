import { describe, expect, test } from "vitest";
import { judgeNoise } from "../../reference/noise-measurement.ts";
import { type PresetName, presets } from "../parameters/presets.ts";
import { createNoiseEstimator } from "./estimate-noise.ts";
import { createNoiseEstimate, NOISE_TAILS, slotDeviation } from "./noise-estimate.ts";

// `wide` with fewer keys, for time; `scripts/measure-noise.ts wide 20` measures the rest.
const keys: readonly (readonly [PresetName, number])[] = [
  ["linear", 20],
  ["linearStrong", 20],
  ["row", 20],
  ["deep", 20],
  ["wide", 5],
];

describe("measured noise", () => {
  test.each(keys)(
    "%s, %i keys: every operation's rms is within a tenth of its estimate, its worst slot within the tail",
    async (name, count) => {
      const verdicts = await judgeNoise(presets[name], count);
      expect(verdicts.length).toBeGreaterThanOrEqual(presets[name].specialPrimes.length > 0 ? 28 : 18);
      for (const { operation, estimate, coefficientRms, coefficientWorst, slotRms, slotWorst } of verdicts) {
        const tail = estimate.parts === 3 ? NOISE_TAILS.threePartSlots : NOISE_TAILS.slots;
        for (const rms of [coefficientRms, slotRms]) {
          expect(rms, operation).toBeGreaterThan(0.9);
          expect(rms, operation).toBeLessThan(1.1);
        }
        expect(coefficientWorst, operation).toBeLessThan(NOISE_TAILS.coefficients);
        // Three parts: |s|^2 in a slot is exponential, so one value in 2e8 passes the tail, and 10^6 are seen here: a quarter more.
        expect(slotWorst, operation).toBeLessThan(estimate.parts === 3 ? 1.25 * tail : tail);
      }
    },
    // Twenty keys of `deep` take a quarter of a minute on a machine that does nothing else.
    300_000,
  );
});

describe("createNoiseEstimator", () => {
  const bits = (estimate: { standardDeviation: number }): number => Math.log2(estimate.standardDeviation);

  // parameters.md, section 2, where measurements agreed; three parts as measured there (2^13.9 at N = 4096).
  test("gives the table of standard deviations", () => {
    const table = [
      ["linear", 3.4, 169],
      ["linearStrong", 3.9, 239],
      ["row", 4.4, 338],
      ["wide", 4.9, 479],
    ] as const;
    for (const [name, rounding, zero] of table) {
      const noise = createNoiseEstimator(presets[name]);
      const none = createNoiseEstimate(0, noise.encrypt(1).level, 2);
      expect(bits(noise.encrypt(0))).toBeCloseTo(1.7, 1);
      expect(Math.abs(bits(noise.rescale(none)) - rounding)).toBeLessThan(0.06);
      expect(Math.abs(noise.addZero(none).standardDeviation / zero - 1)).toBeLessThan(0.01);
    }
    const noise = createNoiseEstimator(presets.columns);
    expect(bits(noise.addZero(createNoiseEstimate(0, noise.encrypt(2).level, 3)))).toBeCloseTo(13.9, 1);
    // Key switching at d = P: 85 sqrt(beta) at N = 8192. Here one digit of 2^30 and three of half of P.
    const row = createNoiseEstimator(presets.row);
    const rotated = row.rotate(createNoiseEstimate(0, row.encrypt(3).level, 2));
    expect(Math.abs(rotated.standardDeviation / (85 * Math.sqrt(1 + 3 / 4)) - 1)).toBeLessThan(0.03);
  });

  test("follows level and parts, and freezes what it gives", () => {
    const noise = createNoiseEstimator(presets.row);
    const a = noise.encrypt(3);
    const product = noise.multiply(a, a, 2 ** 20, 2 ** 20);
    expect([product.level, product.parts]).toEqual([3, 3]);
    expect([noise.relinearize(product).level, noise.relinearize(product).parts]).toEqual([3, 2]);
    expect([noise.relinearizeRescale(product).level, noise.relinearizeRescale(product).parts]).toEqual([2, 2]);
    expect([noise.rescale(product).level, noise.rescale(product).parts]).toEqual([2, 3]);
    expect(noise.add(a, product).parts).toBe(3);
    expect(noise.dropLevel(a, 1).level).toBe(1);
    expect(Object.isFrozen(a) && Object.isFrozen(product) && Object.isFrozen(noise)).toBe(true);
    expect(slotDeviation(presets.row, a) / a.standardDeviation).toBe(64);
  });

  test("refuses levels that are none, as the operations do", () => {
    const noise = createNoiseEstimator(presets.linear);
    expect(() => noise.encrypt(2)).toThrow("from 0 to 1, got 2");
    expect(() => noise.rescale(noise.encrypt(0))).toThrow("got -1");
    expect(() => noise.dropLevel(noise.encrypt(0), 1)).toThrow("from 0 to 0, got 1");
    expect(() => noise.addFlooding(noise.encrypt(0), 1)).toThrow("standardDeviation");
  });
});
