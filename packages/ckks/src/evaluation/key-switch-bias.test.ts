import { describe, expect, test } from "vitest";
import { differences, rotate, type Slots } from "../../reference/complex-slots.ts";
import { Scene } from "../../reference/scheme-scene.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { createRelinearizationKey, createRotationKeys, decryptSlotsRaw } from "../secret.ts";
import type { Ciphertext } from "../values/ciphertext.ts";
import { createEvaluator } from "./evaluator.ts";

const N = 1024;
const KEYS = 20;
const CIPHERTEXTS = 3;
const STEPS = [1, 37, 500];

/** What is switched, beside what it should decrypt to. */
type Switched = readonly (readonly [Ciphertext, Slots])[];

/** Makes the keys of a scene and returns what is done again for every ciphertext. */
type Prepare = (scene: Scene) => () => Switched;

const rotations: Prepare = (scene) => {
  const requests = STEPS.map((steps) => ({ steps }));
  const evaluator = createEvaluator(scene.context, {
    galois: createRotationKeys(scene.context, scene.secret, requests),
  });
  return () => {
    const { ciphertext, slots } = scene.fresh(2, 2 ** 20);
    const hoisted = evaluator.rotateMany(ciphertext, STEPS);
    const alone = STEPS.map((steps) => evaluator.rotate(ciphertext, steps));
    return [...hoisted, ...alone].map((result, k) => [result, rotate(slots, STEPS[k % STEPS.length]!)]);
  };
};

const relinearization: Prepare = (scene) => {
  const evaluator = createEvaluator(scene.context, {
    relinearization: createRelinearizationKey(scene.context, scene.secret),
  });
  return () => {
    // What the product decrypts to before the switch: its own noise is no part of the comparison.
    const product = evaluator.multiply(scene.fresh(2, 2 ** 4).ciphertext, scene.fresh(2, 2 ** 4).ciphertext);
    return [[evaluator.relinearize(product), decryptSlotsRaw(scene.context, scene.secret, product)]];
  };
};

/** Root mean square of the error in each slot over keys and ciphertexts, one array for each result. */
async function errorsBySlot(alpha: number, prepare: Prepare): Promise<readonly Float64Array[]> {
  // Ciphertext primes as wide as P: digits are as large as rule 6 lets them be, and a bias as well.
  const thirty = (count: number): number[] => Array.from({ length: count }, () => 30);
  const parameters = insecureTestParameters({ ringDegree: N, modulusBits: thirty(3), specialBits: thirty(alpha) });
  const sums: Float64Array[] = [];
  for (let key = 0; key < KEYS; key++) {
    const scene = await Scene.create(parameters, key);
    const measure = prepare(scene);
    for (let c = 0; c < CIPHERTEXTS; c++) {
      measure().forEach(([ciphertext, expected], result) => {
        sums[result] ??= new Float64Array(N / 2);
        const sum = sums[result];
        const errors = differences(decryptSlotsRaw(scene.context, scene.secret, ciphertext), expected);
        for (const [i, error] of errors.entries()) sum[i % sum.length] = sum[i % sum.length]! + error ** 2;
      });
    }
  }
  return sums.map((sum) => sum.map(Math.sqrt));
}

/** The worst slot against the median. Centred digits leave it near 1.5; uncentred ones make it about sqrt(N). */
function outlier(bySlot: Float64Array): number {
  const sorted = bySlot.toSorted();
  return sorted.at(-1)! / sorted[sorted.length / 2]!;
}

describe("key switching has no favourite slot: digits are centred (rule 3)", () => {
  test.each([
    ["rotate and rotateMany", 1, rotations],
    ["rotate and rotateMany", 2, rotations],
    ["relinearize", 1, relinearization],
    ["relinearize", 2, relinearization],
  ] as const)("%s with %i special primes, in the worst slot over 20 keys", async (_, alpha, prepare) => {
    const outliers = (await errorsBySlot(alpha, prepare)).map(outlier);
    expect(Math.max(...outliers)).toBeLessThan(3);
  });
});
