import fc from "fast-check";
import { expect, test } from "vitest";
import { Scene } from "../../reference/scheme-scene.ts";
import { createEvaluator } from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { decryptExtractedSlots, decryptExtractedSlotsRaw, decryptSlotsRaw } from "../secret.ts";

const every = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

test("slots of a whole result are those of the ciphertext that it was, two and three parts, truncated or not", async () => {
  const shape = fc.record({
    logDegree: fc.integer({ min: 3, max: 8 }),
    square: fc.boolean(),
    bits: fc.option(fc.integer({ min: 30, max: 36 })),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ logDegree, square, bits, seed }) => {
      const parameters = insecureTestParameters({ ringDegree: 2 ** logDegree, modulusBits: [30, 30, 30] });
      const scene = await Scene.create(parameters, seed);
      const { context, secret } = scene;
      const evaluator = createEvaluator(context);
      const { ciphertext } = scene.fresh(2, square ? 2 ** 40 : 2 ** 80);
      const whole = square ? evaluator.square(ciphertext) : ciphertext;
      const extracted = evaluator.extract(whole, every(parameters.ringDegree));
      const result = {
        ...(bits === null ? extracted : evaluator.truncate(extracted, bits)),
        positions: "all" as const,
      };
      const expected = decryptSlotsRaw(context, secret, whole).re;
      const got = decryptExtractedSlotsRaw(context, secret, result);
      expect(got).toHaveLength(parameters.slotCount);
      // Truncation rounds: 0.29 sqrt(2) 2N/3 sqrt(N/2) = 800 in a slot of three parts at N = 256, over a scale of 2^20 or more.
      got.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(bits === null ? 1e-9 : 12000 / 2 ** 20);
      });
      const rounded = decryptExtractedSlots(context, secret, result, { step: 2 ** -4 });
      expect(rounded.every((value, i) => value === Math.round(got[i]! * 16) / 16)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("slots of a result that was not extracted whole are refused", async () => {
  const parameters = insecureTestParameters({ ringDegree: 64, modulusBits: [30] });
  const scene = await Scene.create(parameters, 1);
  const { context, secret } = scene;
  const extracted = createEvaluator(context).extract(scene.fresh(0, 2 ** 20).ciphertext, every(63));
  expect(() => decryptExtractedSlots(context, secret, extracted, { step: 1 })).toThrow(
    expect.objectContaining({ code: "POSITIONS_INVALID" }),
  );
});
