import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { words } from "../../reference/shapes.ts";
import { encryptWithPublicKey } from "../encryption/public-encryption.ts";
import { createContext } from "../engine/context.ts";
import { CkksError, createEncoder, createEvaluator, rotationElement } from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import { presets } from "../parameters/presets.ts";
import { decryptCoefficientsRaw, decryptSlots } from "./decrypt.ts";
import { decryptExtractedRaw } from "./decrypt-extracted.ts";
import { encrypt } from "./encrypt.ts";
import { createGaloisKey } from "./galois-key.ts";
import { createPublicKey } from "./public-key.ts";
import { createRelinearizationKey } from "./relinearization-key.ts";
import { generateSecretKey, type SecretKey } from "./secret-key.ts";

const parameters = insecureTestParameters({ ringDegree: 256, modulusBits: [30, 29], specialBits: [30] });
const context = await createContext(parameters);

describe("a secret key", () => {
  test("is ternary and uniform, and its residues are its coefficients in NTT form", async () => {
    const large = await createContext(presets.deep);
    const secret = generateSecretKey(large);
    const { coefficients, residues } = secret.material;
    expect(coefficients).toHaveLength(8192);
    for (const value of [-1, 0, 1]) {
      const count = coefficients.filter((x) => x === value).length;
      // Six standard deviations of a binomial with p = 1/3.
      expect(Math.abs(count - 8192 / 3)).toBeLessThan(6 * Math.sqrt((8192 * 2) / 9));
    }
    const { ring } = large;
    ring.moduli.forEach((q, i) => {
      const back = ring.engine.scoped((scope) => {
        const at = scope.load(residues.subarray(i * ring.n, (i + 1) * ring.n));
        ring.kernels.intt(at, ring.record(i));
        return ring.engine.store(at, ring.n);
      });
      expect(Array.from(back, (x) => (x > q / 2 ? x - q : x))).toEqual(Array.from(coefficients));
    });
    secret.dispose();
  });

  test("shows nothing as JSON, in the console, as text, spread or cloned", () => {
    const secret = generateSecretKey(context);
    const { coefficients, residues, prfKey } = secret.material;
    const telling = [coefficients.subarray(0, 6).join(), residues.subarray(0, 3).join(), prfKey.subarray(0, 4).join()];
    const shown = [
      JSON.stringify(secret),
      JSON.stringify({ keys: [secret] }),
      inspect(secret, { depth: 9, showHidden: true, getters: true }),
      String(secret),
      JSON.stringify({ ...secret }),
      JSON.stringify(structuredClone({ ...secret })),
      inspect(Object.entries(Object.getOwnPropertyDescriptors(secret)), { depth: 9 }),
    ];
    expect(shown[0]).toBe('"[secret key]"');
    for (const text of shown) {
      const digits = text.replaceAll(/\s/g, "");
      for (const secretText of telling) expect(digits).not.toContain(secretText);
      expect(text).not.toContain("coefficients");
    }
    secret.dispose();
  });

  test("zeroes what it holds when disposed of, by hand or by `using`, twice without harm", () => {
    const secret = generateSecretKey(context);
    const { coefficients, residues, prfKey } = secret.material;
    expect(coefficients.some((x) => x !== 0) && residues.some((x) => x !== 0) && prfKey.some((x) => x !== 0)).toBe(
      true,
    );
    secret.dispose();
    secret.dispose();
    for (const array of [coefficients, residues, prfKey]) expect([...array].every((x) => x === 0)).toBe(true);
    let scoped: SecretKey;
    {
      using inner = generateSecretKey(context);
      scoped = inner;
      expect(inner.material.prfKey).toHaveLength(32);
    }
    expect(() => scoped.material).toThrow(CkksError);
  });

  test("refuses every use after dispose", () => {
    const secret = generateSecretKey(context);
    const plaintext = createEncoder(context).encodeScalar(1, { level: 1, scale: 2 ** 20 });
    const ciphertext = encrypt(context, secret, plaintext);
    const extracted = createEvaluator(context).extract(ciphertext, [0]);
    secret.dispose();
    const uses = [
      () => encrypt(context, secret, plaintext),
      () => decryptSlots(context, secret, ciphertext, { step: 1 }),
      () => decryptCoefficientsRaw(context, secret, ciphertext),
      () => decryptExtractedRaw(context, secret, extracted),
      () => createPublicKey(context, secret),
      () => createRelinearizationKey(context, secret),
      () => createGaloisKey(context, secret, rotationElement(1, parameters)),
    ];
    for (const use of uses) {
      try {
        use();
        expect.unreachable("a disposed key was used");
      } catch (error) {
        expect(error).toBeInstanceOf(CkksError);
        expect((error as CkksError).code).toBe("KEY_DISPOSED");
      }
    }
  });
});

describe("linear memory after dispose (C8)", () => {
  const memory = (): Buffer => {
    const { u8 } = context.ring.engine;
    return Buffer.from(u8.buffer, u8.byteOffset, u8.byteLength);
  };
  const bytesOf = (array: Uint32Array | Int32Array, bytes: number): Buffer =>
    Buffer.from(array.slice(0, bytes / 4).buffer);

  test("holds no copy of the secret, after all that uses it", () => {
    const { ring } = context;
    const secret = generateSecretKey(context);
    const { coefficients, residues } = secret.material;
    const small = bytesOf(Int32Array.from(coefficients), 64);
    // Every limb, the special prime's too; and the square and the rotated secret, which key generation makes.
    const limbs = ring.moduli.map((_, i) => bytesOf(residues.slice(i * ring.n), 32));
    const square = ring.moduli.map((q, i) =>
      bytesOf(
        Uint32Array.from(residues.slice(i * ring.n, i * ring.n + 8), (x) =>
          Number((BigInt(x) * BigInt(x)) % BigInt(q)),
        ),
        32,
      ),
    );
    const needles = [small, ...limbs, ...square, Buffer.from(secret.material.prfKey)];
    const found = (): number => needles.filter((needle) => memory().includes(needle)).length;

    // Alive: the scan finds a secret that is there, and only until it is wiped.
    ring.engine.scopedSecret((scope) => {
      scope.load(residues);
      scope.load(new Uint32Array(Int32Array.from(coefficients).buffer));
      expect(found()).toBe(1 + limbs.length);
    });
    expect(found()).toBe(0);

    const encoder = createEncoder(context);
    const plaintext = encoder.encodeScalar(0.5, { level: 1, scale: 2 ** 25 });
    const ciphertext = encrypt(context, secret, plaintext);
    const galois = [createGaloisKey(context, secret, rotationElement(1, parameters))];
    const relinearization = createRelinearizationKey(context, secret);
    const evaluator = createEvaluator(context, { galois, relinearization });
    const y = evaluator.rotate(evaluator.relinearize(evaluator.square(ciphertext)), 1);
    decryptSlots(context, secret, y, { step: 1 });
    decryptCoefficientsRaw(context, secret, evaluator.square(ciphertext));
    const extracted = evaluator.extract(ciphertext, [0, 5]);
    decryptExtractedRaw(context, secret, extracted);
    decryptExtractedRaw(context, secret, evaluator.truncate(extracted, 38));
    encryptWithPublicKey(context, createPublicKey(context, secret), plaintext);
    expect(found()).toBe(0);
    secret.dispose();
    expect(found()).toBe(0);
  });

  test("holds no plaintext that was encoded, encrypted or decrypted", () => {
    const { ring } = context;
    const secret = generateSecretKey(context);
    const next = words(77);
    const values = Array.from({ length: 256 }, () => next() / 2 ** 31 - 1);
    const encoder = createEncoder(context);
    const plaintext = encoder.encodeCoefficients(values, { level: 1, scale: 2 ** 20 });
    const floats = Buffer.from(Float64Array.from(values.slice(0, 4)).buffer);
    const residues = bytesOf(plaintext.poly.residues, 32);
    const found = (): boolean => memory().includes(floats) || memory().includes(residues);
    ring.engine.scopedSecret((scope) => {
      scope.load(plaintext.poly.residues);
      expect(found()).toBe(true);
    });
    const ciphertext = encrypt(context, secret, plaintext);
    const decrypted = decryptCoefficientsRaw(context, secret, ciphertext);
    const extracted = createEvaluator(context).extract(ciphertext, [1, 0, 3, 2]);
    const picked = decryptExtractedRaw(context, secret, extracted);
    expect(found()).toBe(false);
    // The decrypted floats, and the integers that they come from.
    for (const array of [decrypted.slice(0, 4), picked, picked.map((x) => x * 2 ** 20)]) {
      expect(memory().includes(Buffer.from(array.buffer))).toBe(false);
    }
    secret.dispose();
  });
});
