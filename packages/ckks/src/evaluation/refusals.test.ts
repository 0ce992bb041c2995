import { describe, expect, test } from "vitest";
import { Scene } from "../../reference/scheme-scene.ts";
import { encryptWithPublicKey, prepareZero } from "../encryption/public-encryption.ts";
import { CKKS_ERRORS, CkksError, type CkksErrorCode } from "../errors.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import {
  createGaloisKey,
  createPublicKey,
  createRelinearizationKey,
  createRotationKeys,
  decryptCoefficients,
  decryptExtracted,
  decryptSlots,
  encrypt,
} from "../secret.ts";
import { rotationElement, toGaloisElement } from "../values/galois-element.ts";
import { createEvaluator } from "./evaluator.ts";
import { preparePlaintext } from "./prepared-plaintext.ts";

const parameters = insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30, 30], specialBits: [30] });
const scale = 2 ** 20;
const scene = await Scene.create(parameters, 1);
const other = await Scene.create(insecureTestParameters({ ringDegree: 64, modulusBits: [30, 29, 28] }), 1);
const { context, secret, encoder } = scene;

const [a, low, rescaled] = [scene.fresh(2, scale), scene.fresh(1, scale), scene.fresh(2, 2 ** 21)].map(
  (x) => x.ciphertext,
) as [ReturnType<typeof encrypt>, ReturnType<typeof encrypt>, ReturnType<typeof encrypt>];
const foreign = other.fresh(2, scale).ciphertext;
const bare = createEvaluator(context);
const keyed = createEvaluator(context, {
  relinearization: createRelinearizationKey(context, secret, { level: 1 }),
  galois: createRotationKeys(context, secret, [{ steps: 1, level: 1 }, { steps: 2 }]),
});
const product = bare.multiply(a, a);
const bottom = bare.dropLevel(a, 0);
const plain = encoder.encodeScalar(1, { level: 2, scale });
const plainLow = encoder.encodeScalar(1, { level: 1, scale });
const plainForeign = other.encoder.encodeScalar(1, { level: 2, scale });
const publicKey = createPublicKey(context, secret, { level: 1 });
const extracted = bare.extract(a, [0]);
const ids = [context, other.context].map(({ parameters: p }) => p.digest.slice(0, 12));

const cases: readonly (readonly [string, CkksErrorCode, RegExp, () => unknown])[] = [
  ["add across levels", "LEVEL_MISMATCH", /got 2 and 1/, () => bare.add(a, low)],
  ["subtract across levels", "LEVEL_MISMATCH", /got 1 and 2/, () => bare.subtract(low, a)],
  ["multiply across levels", "LEVEL_MISMATCH", /got 2 and 1/, () => bare.multiply(a, low)],
  ["addPlain across levels", "LEVEL_MISMATCH", /got 2 and 1/, () => bare.addPlain(a, plainLow)],
  ["subtractPlain across levels", "LEVEL_MISMATCH", /got 1 and 2/, () => bare.subtractPlain(low, plain)],
  ["multiplyPlain across levels", "LEVEL_MISMATCH", /got 2 and 1/, () => bare.multiplyPlain(a, plainLow)],
  [
    "multiplyPlain by a prepared one across levels",
    "LEVEL_MISMATCH",
    /got 1 and 2/,
    () => bare.multiplyPlain(low, preparePlaintext(context, plain)),
  ],
  ["innerProduct across levels", "LEVEL_MISMATCH", /got 2 and 1/, () => bare.innerProduct([a, low], [plain, plainLow])],
  [
    "addZero across levels",
    "LEVEL_MISMATCH",
    /got 2 and 1/,
    () => bare.addZero(a, prepareZero(context, publicKey, { level: 1, parts: 2 })),
  ],
  ["add across scales", "SCALE_MISMATCH", /got 2\^20 and 2\^21/, () => bare.add(a, rescaled)],
  ["subtract across scales", "SCALE_MISMATCH", /got 2\^21 and 2\^20/, () => bare.subtract(rescaled, a)],
  [
    "addPlain across scales",
    "SCALE_MISMATCH",
    /got 2\^20 and 2\^10/,
    () => bare.addPlain(a, encoder.encodeScalar(1, { level: 2, scale: 2 ** 10 })),
  ],
  [
    "innerProduct across scales",
    "SCALE_MISMATCH",
    /got 2\^40 and 2\^41/,
    () => bare.innerProduct([a, rescaled], [plain, plain]),
  ],
  ["multiply three parts", "PARTS_MISMATCH", /expected 2 parts, got 3/, () => bare.multiply(product, a)],
  ["multiply by three parts", "PARTS_MISMATCH", /expected 2 parts, got 3/, () => bare.multiply(a, product)],
  ["square three parts", "PARTS_MISMATCH", /expected 2 parts, got 3/, () => bare.square(product)],
  ["rotate three parts", "PARTS_MISMATCH", /expected 2 parts, got 3/, () => keyed.rotate(product, 2)],
  ["relinearize two parts", "PARTS_MISMATCH", /expected 3 parts, got 2/, () => keyed.relinearize(bare.dropLevel(a, 1))],
  [
    "innerProduct of two and three parts",
    "PARTS_MISMATCH",
    /expected 2 parts, got 3/,
    () => bare.innerProduct([a, product], [plain, plain]),
  ],
  ["innerProduct of nothing", "ARGUMENT_INVALID", /got 0 and 0/, () => bare.innerProduct([], [])],
  ["innerProduct of unequal lists", "ARGUMENT_INVALID", /got 1 and 2/, () => bare.innerProduct([a, a], [plain])],
  ["rescale at the bottom", "LEVEL_EXHAUSTED", /at least 1 to rescale, got 0/, () => bare.rescale(bottom)],
  ["relinearizeRescale at the bottom", "LEVEL_EXHAUSTED", /got 0/, () => keyed.relinearizeRescale(bare.square(bottom))],
  ["rescale below scale 1", "SCALE_INVALID", /from 1 to 2\^900/, () => bare.rescale(a)],
  ["dropLevel upwards", "LEVEL_INVALID", /from 0 to 1, got 2/, () => bare.dropLevel(low, 2)],
  ["dropLevel below", "LEVEL_INVALID", /got -1/, () => bare.dropLevel(a, -1)],
  ["rotate without a key", "KEY_MISSING", /key for element 5/, () => bare.rotate(a, 1)],
  ["rotate by another step", "KEY_MISSING", /key for element 125/, () => keyed.rotate(a, 3)],
  ["rotateMany with one key missing", "KEY_MISSING", /element 125/, () => keyed.rotateMany(a, [2, 3])],
  ["conjugate without a key", "KEY_MISSING", /element 127/, () => keyed.conjugate(a)],
  ["relinearize without a key", "KEY_MISSING", /"relinearization" expected a key/, () => bare.relinearize(product)],
  ["rotate above the key's level", "KEY_LEVEL", /level 1 at most, got 2/, () => keyed.rotate(a, 1)],
  ["rotateMany, one key too low", "KEY_LEVEL", /level 1 at most, got 2/, () => keyed.rotateMany(a, [2, 1])],
  ["relinearize above the key's level", "KEY_LEVEL", /level 1 at most, got 2/, () => keyed.relinearize(product)],
  [
    "relinearizeRescale above the key's level",
    "KEY_LEVEL",
    /level 1 at most, got 2/,
    () => keyed.relinearizeRescale(product),
  ],
  ["rotate by nothing", "GALOIS_ELEMENT_INVALID", /got 32/, () => keyed.rotate(a, 32)],
  ["addScalar of NaN", "VALUE_NOT_FINITE", /finite/, () => bare.addScalar(a, Number.NaN)],
  ["addScalar out of range", "VALUE_OUT_OF_RANGE", /below 2\^89\.00/, () => bare.addScalar(a, 2 ** 70)],
  ["multiplyScalar of NaN", "VALUE_NOT_FINITE", /finite/, () => bare.multiplyScalar(a, Number.NaN)],
  ["multiplyScalar of infinity", "VALUE_NOT_FINITE", /finite/, () => bare.multiplyScalar(a, -1 / 0, 2 ** 10)],
  ["multiplyScalar out of range", "VALUE_OUT_OF_RANGE", /below 2\^89\.00/, () => bare.multiplyScalar(a, 2 ** 90)],
  ["multiplyScalar at a bad scale", "SCALE_INVALID", /got 0.5/, () => bare.multiplyScalar(a, 1, 0.5)],
  ["multiplyScalar at no scale", "SCALE_INVALID", /got NaN/, () => bare.multiplyScalar(a, 1, Number.NaN)],
  ["truncate too wide", "MODULUS_BITS_INVALID", /from 8 to 38 of residues, got 39/, () => bare.truncate(extracted, 39)],
  ["truncate too narrow", "MODULUS_BITS_INVALID", /from 8 to 38 of residues, got 7/, () => bare.truncate(extracted, 7)],
  ["truncate by parts of bits", "MODULUS_BITS_INVALID", /got 20.5/, () => bare.truncate(extracted, 20.5)],
  [
    "truncate twice",
    "MODULUS_BITS_INVALID",
    /of residues, got 20 of truncated/,
    () => bare.truncate(bare.truncate(bare.extract(bottom, [0]), 24), 20),
  ],
  [
    "truncate the message away",
    "MODULUS_BITS_INVALID",
    /scale of at least 1 .* 2\^-62/,
    () => bare.truncate(extracted, 8),
  ],
  ["a step of NaN", "PRECISION_INVALID", /got NaN/, () => decryptSlots(context, secret, a, { step: Number.NaN })],
  ["a step of 0", "PRECISION_INVALID", /got 0/, () => decryptCoefficients(context, secret, a, { step: 0 })],
  ["a negative step", "PRECISION_INVALID", /got -1/, () => decryptExtracted(context, secret, extracted, { step: -1 })],
  [
    "an infinite step",
    "PRECISION_INVALID",
    /got Inf/,
    () => decryptExtracted(context, secret, extracted, { step: 1 / 0 }),
  ],
  [
    "a public key of a lower level",
    "LEVEL_INVALID",
    /from 0 to 1, got 2/,
    () => encryptWithPublicKey(context, publicKey, plain),
  ],
  ["a key above the top", "LEVEL_INVALID", /from 0 to 2, got 3/, () => createPublicKey(context, secret, { level: 3 })],
  [
    "a relinearization key above the top",
    "LEVEL_INVALID",
    /from 0 to 2, got 3/,
    () => createRelinearizationKey(context, secret, { level: 3 }),
  ],
  [
    "a Galois key of no integer level",
    "LEVEL_INVALID",
    /got 0.5/,
    () => createGaloisKey(context, secret, rotationElement(1, parameters), { level: 0.5 }),
  ],
  ["an even element", "GALOIS_ELEMENT_INVALID", /from 3 to 127, got 4/, () => toGaloisElement(4, parameters)],
  [
    "evaluation keys without special primes",
    "SPECIAL_PRIMES_MISSING",
    /special primes/,
    () => createRelinearizationKey(other.context, other.secret),
  ],
  [
    "rotation keys without special primes",
    "SPECIAL_PRIMES_MISSING",
    /special primes/,
    () => createRotationKeys(other.context, other.secret, [{ steps: 1 }]),
  ],
];

const mixed: readonly (readonly [string, () => unknown])[] = [
  ["add", () => bare.add(a, foreign)],
  ["negate", () => bare.negate(foreign)],
  ["addPlain", () => bare.addPlain(a, plainForeign)],
  ["multiplyPlain", () => bare.multiplyPlain(a, plainForeign)],
  ["multiplyPlain, prepared", () => bare.multiplyPlain(a, preparePlaintext(other.context, plainForeign))],
  ["preparePlaintext", () => preparePlaintext(context, plainForeign)],
  ["innerProduct", () => bare.innerProduct([a], [plainForeign])],
  ["rotate", () => keyed.rotate(foreign, 1)],
  ["extract", () => bare.extract(foreign, [0])],
  ["truncate", () => bare.truncate(createEvaluator(other.context).extract(foreign, [0]), 20)],
  ["addZero", () => bare.addZero(a, prepareZero(other.context, other.publicKey, { level: 2, parts: 2 }))],
  ["prepareZero", () => prepareZero(context, other.publicKey, { level: 0, parts: 2 })],
  ["encrypt with a foreign key", () => encrypt(context, other.secret, plain)],
  ["encrypt a foreign plaintext", () => encrypt(context, secret, plainForeign)],
  ["encryptWithPublicKey", () => encryptWithPublicKey(context, other.publicKey, plain)],
  ["createPublicKey", () => createPublicKey(context, other.secret)],
  ["createRelinearizationKey", () => createRelinearizationKey(context, other.secret)],
  ["decryptSlots", () => decryptSlots(context, secret, foreign, { step: 1 })],
  ["decryptCoefficients with a foreign key", () => decryptCoefficients(context, other.secret, a, { step: 1 })],
  ["decryptExtracted", () => decryptExtracted(context, other.secret, extracted, { step: 1 })],
  [
    "createEvaluator",
    () => createEvaluator(other.context, { galois: createRotationKeys(context, secret, [{ steps: 1 }]) }),
  ],
  [
    "createEvaluator with a relinearization key",
    () => createEvaluator(other.context, { relinearization: createRelinearizationKey(context, secret) }),
  ],
];

function refusal(work: () => unknown): CkksError {
  try {
    work();
  } catch (error) {
    if (error instanceof CkksError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("refusals say the code, what was expected and what came", () => {
  test.each(cases)("%s: %s", (_, code, message, work) => {
    const error = refusal(work);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(CKKS_ERRORS[code]).toMatch(/\.$/);
  });

  test.each(mixed)("%s across parameters names both", (_, work) => {
    const error = refusal(work);
    expect(error.code).toBe("PARAMETERS_MISMATCH");
    const [, expected, got] = /expected parameters (\w+), got (\w+)/.exec(error.message)!;
    expect([expected, got].sort()).toEqual([...ids].sort());
  });

  test("undefined where an object belongs is a typed error", () => {
    const none = undefined as never;
    for (const work of [
      () => bare.add(a, none),
      () => bare.addPlain(a, none),
      () => decryptSlots(context, none, a, { step: 1 }),
    ]) {
      expect(refusal(work).code).toBe("PARAMETERS_MISMATCH");
    }
  });

  test("leave no memory behind", () => {
    const all = [...cases.map(([, , , work]) => work), ...mixed.map(([, work]) => work)];
    const round = (): void => {
      for (const work of all) refusal(work);
    };
    const { engine } = context.ring;
    // A block of the size of a register: if a refusal kept one, the next allocation would come from new memory.
    const bytes = 3 * context.ring.limbBytes;
    const frontier = (): number => {
      const taken = Array.from({ length: 200 }, () => engine.allocate(bytes));
      for (const block of taken) engine.release(block, bytes);
      return Math.max(...taken);
    };
    round();
    const before = frontier();
    for (let i = 0; i < 20; i++) round();
    expect(frontier()).toBe(before);
  });
});
