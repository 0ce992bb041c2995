import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEncoder } from "../encoding/encoder.ts";
import { createContext } from "../engine/context.ts";
import { createParameters } from "../parameters/create-parameters.ts";
import { presets } from "../parameters/presets.ts";
import { createRotationKeys, decryptSlotsRaw, encrypt, generateSecretKey } from "../secret.ts";
import { freeRegister, loadRegister, rotateSum, storeRegister } from "./registers.ts";

const pairs = createParameters({
  ringDegree: 8192,
  modulusBits: [28, 26, 26, 26],
  specialBits: [28, 28],
});

/** A drawn sum: of which of two ciphertexts, rotated by how much. 0 is not rotated. */
const sums = fc.record({
  parameters: fc.constantFrom(presets.row, pairs),
  drop: fc.nat(1),
  terms: fc.array(fc.tuple(fc.nat(1), fc.constantFrom(0, 1, 3, 64, -5)), { minLength: 1, maxLength: 7 }),
  // Sums of the sum.
  further: fc.array(fc.array(fc.constantFrom(0, 1, 64), { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
  rescale: fc.boolean(),
});

describe("rotateSum", () => {
  test("is the sum of rotations by definition, in every slot, at any level, rescaled or not", async () => {
    await fc.assert(
      fc.asyncProperty(sums, async ({ parameters, drop, terms, further, rescale }) => {
        const context = await createContext(parameters);
        const { slotCount } = parameters;
        using secret = generateSecretKey(context);
        const level = parameters.maxLevel - drop;
        const scale = 2 ** 56;
        const values = [1, 2].map((seed) => Float64Array.from({ length: slotCount }, (_, i) => Math.sin(seed * i)));
        const ciphertexts = values.map((slots) =>
          encrypt(context, secret, createEncoder(context).encodeSlots(slots, { level, scale })),
        );
        const steps = [...new Set<number>([...terms.map(([, step]) => step), ...further.flat()])].filter(
          (step) => step !== 0,
        );
        const keys = createRotationKeys(
          context,
          secret,
          steps.map((step) => ({ steps: step, level })),
        );
        const keyOf = (step: number) => keys[steps.indexOf(step)] ?? null;
        const loaded = ciphertexts.map((ciphertext) => loadRegister(context, ciphertext));
        const result = rotateSum(
          context,
          terms.map(([which, step]) => ({
            register: loaded[which]!,
            key: keyOf(step),
          })),
          { rescale, further: further.map((own) => own.map(keyOf)) },
        );
        const { re } = decryptSlotsRaw(context, secret, storeRegister(context, result));
        for (const register of [...loaded, result]) freeRegister(context, register);
        expect(result.level).toBe(rescale ? level - 1 : level);
        // Rescaling by 29 bits leaves 2^10.4 in slots at scale 2^27; key switching, before it, 2^14 at 2^56.
        const most = 2 ** -12;
        const sumOf = (parts: readonly (readonly [slots: Float64Array, step: number])[]): Float64Array =>
          Float64Array.from({ length: slotCount }, (_, i) =>
            parts.reduce((sum, [slots, step]) => sum + slots[(i + step + slotCount) % slotCount]!, 0),
          );
        const expected = further.reduce(
          (slots, own) => sumOf(own.map((step) => [slots, step])),
          sumOf(terms.map(([which, step]) => [values[which]!, step])),
        );
        expect(Math.max(...re.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(most);
      }),
      { numRuns: 12 },
    );
  });
});
