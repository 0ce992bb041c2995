import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Scene } from "../../reference/scheme-scene.ts";
import { createEvaluator } from "../evaluation/evaluator.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { decryptCoefficients, decryptCoefficientsRaw, decryptSlots, decryptSlotsRaw } from "./decrypt.ts";
import { decryptExtracted, decryptExtractedRaw } from "./decrypt-extracted.ts";

const parameters = insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30] });

describe("decryption", () => {
  test("rounds to the nearest multiple of the step, and only the Raw forms do not", async () => {
    const scene = await Scene.create(parameters, 1);
    const { context, secret } = scene;
    const step = fc.oneof(
      fc.integer({ min: -16, max: 2 }).map((e) => 2 ** e),
      fc.double({ min: 1e-5, max: 2, noNaN: true }),
    );
    fc.assert(
      fc.property(step, fc.integer({ min: 10, max: 24 }), (size, bits) => {
        const { ciphertext } = scene.fresh(1, 2 ** bits);
        const extracted = createEvaluator(context).extract(ciphertext, [63, 0, 7]);
        const rounding = { step: size };
        const pairs: readonly (readonly [Float64Array, Float64Array])[] = [
          [
            decryptCoefficients(context, secret, ciphertext, rounding),
            decryptCoefficientsRaw(context, secret, ciphertext),
          ],
          [decryptSlots(context, secret, ciphertext, rounding).re, decryptSlotsRaw(context, secret, ciphertext).re],
          [decryptSlots(context, secret, ciphertext, rounding).im, decryptSlotsRaw(context, secret, ciphertext).im],
          [decryptExtracted(context, secret, extracted, rounding), decryptExtractedRaw(context, secret, extracted)],
        ];
        for (const [rounded, raw] of pairs) {
          rounded.forEach((value, i) => {
            const multiple = value / size;
            expect(Math.abs(multiple - Math.round(multiple))).toBeLessThan(1e-9);
            expect(Math.abs(value - raw[i]!)).toBeLessThanOrEqual((size / 2) * (1 + 1e-9));
          });
        }
        // Alive: noise makes the raw values no multiples.
        const { re } = decryptSlotsRaw(context, secret, ciphertext);
        expect(re.some((x) => Math.abs(x / size - Math.round(x / size)) > 1e-9)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("with another key gives nothing of the message", async () => {
    const [scene, stranger] = [await Scene.create(parameters, 1), await Scene.create(parameters, 2)];
    const { ciphertext, slots } = scene.fresh(1, 2 ** 20);
    const wrong = decryptSlotsRaw(scene.context, stranger.secret, ciphertext);
    // Uniform modulo 2^60 over a scale of 2^20.
    expect(wrong.re.filter((x, i) => Math.abs(x - slots.re[i]!) < 2 ** 20)).toHaveLength(0);
  });

  test("of a public-key and of a secret-key encryption under the same key agree with the message", async () => {
    const scene = await Scene.create(parameters, 3);
    for (const key of ["secret", "public"] as const) expect(scene.excess(scene.fresh(1, 2 ** 30, key))).toBeLessThan(1);
    const seeded = scene.fresh(1, 2 ** 30, "secret").ciphertext;
    expect(seeded.uniformSeed).toHaveLength(32);
    expect(scene.fresh(1, 2 ** 30, "public").ciphertext.uniformSeed).toBeUndefined();
    // Any operation ends the seeded form: c_1 is no expansion any more.
    const evaluator = createEvaluator(scene.context);
    expect(evaluator.add(seeded, seeded).uniformSeed).toBeUndefined();
    expect(evaluator.dropLevel(seeded, 0).uniformSeed).toBeUndefined();
  });
});
