import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rms, worst } from "../../reference/complex-slots.ts";
import { Scene, type Tracked } from "../../reference/scheme-scene.ts";
import { parametersOf, schemeShapes } from "../../reference/scheme-shapes.ts";
import { words } from "../../reference/shapes.ts";
import { NOISE_TAILS } from "../noise/noise-estimate.ts";
import { presets } from "../parameters/presets.ts";
import { decryptCoefficientsRaw, decryptExtractedRaw, encrypt } from "../secret.ts";
import { createEvaluator } from "./evaluator.ts";
import { subringPositions } from "./extract.ts";
import { MAX_TRUNCATED_BITS } from "./truncate.ts";

/** A message in coefficients, in two or three parts. */
function message(scene: Scene, level: number, scale: number, parts: 2 | 3, seed: number): Tracked & { x: number[] } {
  const next = words(seed);
  const x = Array.from({ length: scene.context.ring.n }, () => next() / 2 ** 31 - 1);
  const slots = scene.values();
  const evaluator = createEvaluator(scene.context);
  const encoded = scene.encoder.encodeCoefficients(x, { level, scale });
  const ciphertext = encrypt(scene.context, scene.secret, encoded);
  if (parts === 2) return { ciphertext, slots, noise: scene.noise.encrypt(level), x };
  // Times an encryption of 1 at scale 1: three parts, the same message.
  const one = encrypt(scene.context, scene.secret, scene.encoder.encodeScalar(1, { level, scale: 1 }));
  const noise = scene.noise.multiply(
    scene.noise.encrypt(level),
    scene.noise.encrypt(level),
    scale * Math.sqrt(x.reduce((sum, value) => sum + value * value, 0)),
    1,
  );
  return { ciphertext: evaluator.multiply(ciphertext, one), slots, noise, x };
}

const drawn = fc.record({
  shape: schemeShapes(),
  seed: fc.integer(),
  depth: fc.nat(5),
  parts: fc.constantFrom(2 as const, 3 as const),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** Distinct positions in a drawn order. */
function positionsOf(n: number, share: number, seed: number): number[] {
  const next = words(seed);
  const all = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = next() % (i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, Math.max(1, Math.round(share * n)));
}

describe("extract", () => {
  test("keeps exactly the coefficients asked for, in their order, of two and three parts", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ shape, seed, depth, parts, share }) => {
        const scene = await Scene.create(parametersOf(shape), seed);
        const level = depth % shape.primes;
        const { ciphertext } = message(scene, level, 2 ** 14, parts, seed);
        const positions = positionsOf(shape.ringDegree, share, seed);
        const extracted = createEvaluator(scene.context).extract(ciphertext, positions);
        const whole = decryptCoefficientsRaw(scene.context, scene.secret, ciphertext);
        // The same integers, no noise added.
        const picked = decryptExtractedRaw(scene.context, scene.secret, extracted);
        expect(Array.from(picked)).toEqual(positions.map((k) => whole[k]));
        expect(extracted.body.constants).toHaveLength(positions.length * (level + 1));
      }),
      { numRuns: 60 },
    );
  });

  test("with the positions of a subring keeps every slot of a periodic message", async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ shape, seed, depth, share }) => {
        const scene = await Scene.create(parametersOf(shape), seed);
        const level = depth % shape.primes;
        const period = 2 ** Math.floor(share * Math.log2(scene.slotCount));
        const next = words(seed);
        const values = Array.from({ length: period }, () => next() / 2 ** 31 - 1);
        const plaintext = scene.encoder.encodePeriodic(values, { level, scale: 2 ** 22 });
        const ciphertext = encrypt(scene.context, scene.secret, plaintext);
        const positions = subringPositions(scene.context.parameters, period);
        expect(positions).toHaveLength(2 * period);
        const extracted = createEvaluator(scene.context).extract(ciphertext, positions);
        const { re, im } = scene.encoder.decodeSubring(decryptExtractedRaw(scene.context, scene.secret, extracted));
        // Noise of 2p coefficients of deviation 3.25, each part of a slot half of their sum of squares.
        const bound = (10 * scene.noise.encrypt(level).standardDeviation * Math.sqrt(period)) / 2 ** 22;
        expect(worst(re.map((x, i) => x - values[i]!))).toBeLessThan(bound);
        expect(worst(im)).toBeLessThan(bound);
      }),
      { numRuns: 40 },
    );
  });
});

describe("truncate", () => {
  test("to any width between 8 and 38 bits leaves the message within its rounding noise, two and three parts", async () => {
    const widths = fc.tuple(drawn, fc.integer({ min: 8, max: MAX_TRUNCATED_BITS }));
    await fc.assert(
      fc.asyncProperty(widths, async ([{ shape, seed, depth, parts, share }, bits]) => {
        const scene = await Scene.create(parametersOf(shape), seed);
        const { primes, ringDegree } = scene.context.parameters;
        const level = depth % shape.primes;
        const room = (limbs: number): number => primes.slice(0, limbs).reduce((sum, q) => sum + Math.log2(q), 0);
        const widest = Math.floor(Math.min(38, room(level + 1), room(primes.length) - Math.log2(ringDegree) - 1));
        const scale = 2 ** Math.floor(room(level + 1) - 4);
        const { ciphertext, noise, x } = message(scene, level, scale, parts, seed);
        const positions = positionsOf(ringDegree, share, seed);
        const evaluator = createEvaluator(scene.context);
        const extracted = evaluator.extract(ciphertext, positions);
        if (bits > widest) {
          expect(() => evaluator.truncate(extracted, bits)).toThrow(`from 8 to ${widest} of residues, got ${bits}`);
          return;
        }
        const truncated = evaluator.truncate(extracted, bits);
        expect(truncated.scale / (scale * 2 ** (bits - room(level + 1)))).toBeCloseTo(1, 9);
        const half = 2 ** (bits - 1);
        const inRange = (v: number): boolean => Number.isInteger(v) && v >= -half && v < half;
        if (truncated.body.kind !== "truncated") throw new Error("not truncated");
        expect(truncated.body.modulusBits).toBe(bits);
        expect(truncated.body.constants.every(inRange)).toBe(true);
        expect(truncated.body.masks.every((mask) => mask.every(inRange))).toBe(true);
        const estimate = scene.noise.truncate(noise, bits).standardDeviation;
        // Below 4 sigma of room the message itself would wrap: nothing to compare.
        fc.pre(2 * NOISE_TAILS.coefficients * estimate < half / 8);
        const decrypted = decryptExtractedRaw(scene.context, scene.secret, truncated);
        const errors = decrypted.map((value, k) => (value - x[positions[k]!]!) * truncated.scale);
        expect(worst(errors)).toBeLessThan(NOISE_TAILS.coefficients * estimate + 1);
      }),
      { numRuns: 120 },
    );
  });

  test("of the parameters that ship costs the precision that parameters.md says", async () => {
    // linear: 2^27 * 2^20 rescaled to one limb, scale 2^25: mod 2^24 leaves about 4e-5 of a unit, mod 2^22 1.6e-4.
    const scene = await Scene.create(presets.linear, 5);
    const { ciphertext, x } = message(scene, 0, 2 ** 24, 2, 5);
    const evaluator = createEvaluator(scene.context);
    const positions = Array.from({ length: 512 }, (_, i) => 4 * i);
    const extracted = evaluator.extract(ciphertext, positions);
    const errorAt = (bits: number): number => {
      const values = decryptExtractedRaw(scene.context, scene.secret, evaluator.truncate(extracted, bits));
      return rms(values.map((value, k) => value - x[positions[k]!]!));
    };
    // sd of the rounding, 2^3.4, over the scale that is left: 2^18 and 2^16.
    expect(errorAt(24) * 2 ** 18).toBeGreaterThan(10.6 * 0.8);
    expect(errorAt(24) * 2 ** 18).toBeLessThan(10.6 * 1.25);
    expect(errorAt(22) * 2 ** 16).toBeGreaterThan(10.6 * 0.8);
    expect(errorAt(22) * 2 ** 16).toBeLessThan(10.6 * 1.25);
  });
});
