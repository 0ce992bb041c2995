import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createContext } from "../engine/context.ts";
import {
  CkksError,
  createEncoder,
  createEvaluator,
  encryptWithPublicKey,
  prepareZero,
  rotationElement,
} from "../index.ts";
import { insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import {
  createGaloisKey,
  createPublicKey,
  createRelinearizationKey,
  createRotationKeys,
  encrypt,
  generateSecretKey,
} from "../secret.ts";
import type { Ciphertext } from "../values/ciphertext.ts";
import type { GaloisKey, PublicKey, RelinearizationKey } from "../values/keys.ts";
import { expandUniform } from "./expand-uniform.ts";
import { freshSeeds, type PublicSeed } from "./seeds.ts";
import { secretStreamKey, type UniformPurpose, uniformStreamKey } from "./streams.ts";

const parameters = insecureTestParameters({ ringDegree: 64, modulusBits: [30, 29], specialBits: [30] });
const options = { level: 1, scale: 2 ** 20 };
const bytes = (words: Uint32Array): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength);

afterEach(() => {
  vi.unstubAllGlobals();
});

type Bytes = Uint8Array<ArrayBuffer>;

const stubRandom = (getRandomValues: (array: Bytes) => Bytes): void =>
  void vi.stubGlobal("crypto", { getRandomValues });

describe("without randomness", async () => {
  const context = await createContext(parameters);
  const encoder = createEncoder(context);
  const secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret);
  const plaintext = encoder.encodeScalar(1, options);
  const ciphertext = encrypt(context, secret, plaintext);
  const evaluator = createEvaluator(context);

  const operations: readonly (readonly [string, () => unknown])[] = [
    ["generateSecretKey", () => generateSecretKey(context)],
    ["createPublicKey", () => createPublicKey(context, secret)],
    ["createRelinearizationKey", () => createRelinearizationKey(context, secret)],
    ["createGaloisKey", () => createGaloisKey(context, secret, rotationElement(1, parameters))],
    ["createRotationKeys", () => createRotationKeys(context, secret, [{ steps: 1 }, { steps: 2 }])],
    ["encrypt", () => encrypt(context, secret, plaintext)],
    ["encryptWithPublicKey", () => encryptWithPublicKey(context, publicKey, plaintext)],
    ["prepareZero of 2 parts", () => prepareZero(context, publicKey, { level: 1, parts: 2 })],
    ["prepareZero of 3 parts", () => prepareZero(context, publicKey, { level: 1, parts: 3 })],
    ["addFlooding", () => evaluator.addFlooding(ciphertext, [0], 2 ** 10)],
  ];

  test.each(operations)("%s fails with a throwing source, and works again afterwards", (_, work) => {
    const failures = [
      () =>
        stubRandom(() => {
          throw new Error("the source is broken");
        }),
      () => void vi.stubGlobal("crypto", undefined),
      () => void vi.stubGlobal("crypto", {}),
    ];
    for (const fail of failures) {
      fail();
      try {
        work();
        expect.unreachable("it worked without randomness");
      } catch (error) {
        expect(error).toBeInstanceOf(CkksError);
        expect((error as CkksError).code).toBe("RANDOMNESS_UNAVAILABLE");
      }
      vi.unstubAllGlobals();
    }
    expect(work()).toBeDefined();
  });
});

/** A process of its own: the same code, loaded afresh, so that its operation counter starts again. */
async function clone() {
  vi.resetModules();
  const ckks = await import("../index.ts");
  const secretHalf = await import("../secret.ts");
  const { insecureTestParameters: fresh } = await import("../parameters/insecure-test-parameters.ts");
  const context = await ckks.createContext(fresh({ ringDegree: 64, modulusBits: [30, 29], specialBits: [30] }));
  const secret = secretHalf.generateSecretKey(context);
  const publicKey = secretHalf.createPublicKey(context, secret);
  const encode = (value: number) => ckks.createEncoder(context).encodeScalar(value, options);
  return {
    key: secret.material.coefficients,
    encrypt: (value: number) => secretHalf.encrypt(context, secret, encode(value)),
    encryptWithPublicKey: (value: number) => ckks.encryptWithPublicKey(context, publicKey, encode(value)),
  };
}

/** How many residues two masks share, which for unrelated ones is next to none. */
const shared = (a: Uint32Array, b: Uint32Array): number => a.filter((x, i) => x === b[i]).length;

describe("with a source that repeats (B3)", () => {
  test.each(["encrypt", "encryptWithPublicKey"] as const)("cloned machines share no mask in %s", async (name) => {
    stubRandom((array) => array.fill(7));
    const [a, b, c] = [await clone(), await clone(), await clone()];
    // The clones are the same machine: same key, same state.
    expect(a.key).toEqual(b.key);
    const [x, y] = [a[name](0.25), b[name](0.5)];
    const [maskX, maskY] = [x.parts[1]!.residues, y.parts[1]!.residues];
    expect(shared(maskX, maskY)).toBeLessThan(3);
    expect(shared(x.parts[0]!.residues, y.parts[0]!.residues)).toBeLessThan(3);
    // Alive: the same message at the same count is the same ciphertext, so it is the message that parts them.
    expect(c[name](0.25).parts[1]!.residues).toEqual(maskX);
  });

  test("one process shares no mask, neither of two messages nor of one message twice", async () => {
    stubRandom((array) => array.fill(7));
    const machine = await clone();
    for (const name of ["encrypt", "encryptWithPublicKey"] as const) {
      const masks = [0.25, 0.5, 0.25].map((value) => machine[name](value).parts[1]!.residues);
      for (const [i, j] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        expect(shared(masks[i]!, masks[j]!)).toBeLessThan(3);
      }
    }
  });

  test("secret keys, public keys and zeros of one process still differ", async () => {
    stubRandom((array) => array.fill(7));
    const context = await createContext(parameters);
    const [s, t] = [generateSecretKey(context), generateSecretKey(context)];
    expect(s.material.coefficients).not.toEqual(t.material.coefficients);
    expect(s.material.prfKey).not.toEqual(t.material.prfKey);
    const keys = [createPublicKey(context, s), createPublicKey(context, s)];
    expect(keys[0]!.seed).not.toEqual(keys[1]!.seed);
    const [y, z] = [0, 1].map(() => prepareZero(context, keys[0]!, { level: 0, parts: 2 }).take());
    expect(shared(y![1]!.residues, z![1]!.residues)).toBeLessThan(3);
  });
});

describe("seeds (B2)", () => {
  /** The derivation, once more, as docs say it: labels differ, the rest is shared. */
  function derive(label: string, entropy: Uint8Array, hedge: Uint8Array, message: Uint8Array, count: number): Buffer {
    const word = (n: number): Buffer => Buffer.from(Uint32Array.of(n).buffer);
    return createHash("sha256")
      .update(`velum/seed/${label}/1\0`)
      .update(entropy)
      .update(word(hedge.length))
      .update(hedge)
      .update(word(message.length))
      .update(message)
      .update(word(count))
      .digest();
  }

  function withKnownEntropy<T>(work: () => T): { result: T; entropy: Bytes[] } {
    const entropy: Bytes[] = [];
    const real = globalThis.crypto;
    stubRandom((array) => {
      const filled = real.getRandomValues(array);
      entropy.push(Uint8Array.from(filled));
      return filled;
    });
    try {
      return { result: work(), entropy };
    } finally {
      vi.unstubAllGlobals();
    }
  }

  test("are SHA-256 of label, entropy, hedge, message and counter, and change with each", () => {
    const [hedge, message] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
    const { result, entropy } = withKnownEntropy(() => freshSeeds(hedge, message));
    expect(entropy).toHaveLength(1);
    const counts = Array.from({ length: 20_000 }, (_, i) => i);
    const count = counts.find((c) => derive("public", entropy[0]!, hedge, message, c).equals(result.publicSeed));
    expect(count).toBeDefined();
    expect(Buffer.from(result.secretSeed)).toEqual(derive("secret", entropy[0]!, hedge, message, count!));
    expect(result.publicSeed).not.toEqual(result.secretSeed);
    // Length prefixes: moving a byte from one field to the next is another input.
    const moved = derive("public", entropy[0]!, Uint8Array.of(1, 2), Uint8Array.of(3, 4), count!);
    expect(moved.equals(result.publicSeed)).toBe(false);
  });

  test("no public object contains a secret seed, the entropy, the PRF key or a stream key", async () => {
    const context = await createContext(parameters);
    const secret = generateSecretKey(context);
    const { prfKey } = secret.material;
    const plaintext = createEncoder(context).encodeScalar(0.75, options);
    const makers: readonly (() => PublicKey | RelinearizationKey | GaloisKey | Ciphertext)[] = [
      () => createPublicKey(context, secret),
      () => createRelinearizationKey(context, secret),
      () => createGaloisKey(context, secret, rotationElement(3, parameters)),
      () => encrypt(context, secret, plaintext),
    ];
    for (const make of makers) {
      const { result, entropy } = withKnownEntropy(make);
      const seed = publicSeedOf(result);
      const message = result.kind === "ciphertext" ? messageDigestOf(plaintext.level, plaintext.poly.residues) : [];
      const digest = Buffer.from(message);
      const counts = Array.from({ length: 40_000 }, (_, i) => i);
      const count = counts.find((c) => derive("public", entropy[0]!, prfKey, digest, c).equals(seed));
      // Alive: the derivation is known, so the secret seed below is the one that was used.
      expect(count, result.kind).toBeDefined();
      const secretSeed = derive("secret", entropy[0]!, prfKey, digest, count!);
      const streams = (["error", "mask", "secret"] as const).flatMap((purpose) =>
        [0, 1, 2].map((index) => secretStreamKey(purpose, index, secretSeed as never)),
      );
      const contents = Buffer.concat(byteStringsOf(result));
      expect(contents.length).toBeGreaterThan(500);
      expect(contents.includes(Buffer.from(seed))).toBe(true);
      const { coefficients, residues } = secret.material;
      const limb = bytes(residues).subarray(0, 32);
      for (const material of [secretSeed, entropy[0]!, prfKey, ...streams, bytes32(coefficients), limb]) {
        expect(contents.includes(Buffer.from(material))).toBe(false);
      }
    }
  });

  const bytes32 = (coefficients: Int8Array): Uint8Array => new Uint8Array(Int32Array.from(coefficients).buffer, 0, 64);

  const messageDigestOf = (level: number, residues: Uint32Array): Buffer =>
    createHash("sha256")
      .update(Buffer.from(Uint32Array.of(level).buffer))
      .update(bytes(residues))
      .digest();

  function publicSeedOf(object: PublicKey | RelinearizationKey | GaloisKey | Ciphertext): PublicSeed {
    if (object.kind === "public-key") return object.seed;
    if (object.kind === "ciphertext") return object.uniformSeed!;
    return object.key.seed;
  }

  /** Every byte string anywhere in an object. */
  function byteStringsOf(object: unknown): Buffer[] {
    if (ArrayBuffer.isView(object)) return [Buffer.from(object.buffer, object.byteOffset, object.byteLength)];
    if (typeof object !== "object" || object === null) return [];
    return Object.values(object).flatMap(byteStringsOf);
  }
});

describe("streams (B4)", () => {
  test("differ with purpose, index, prime, parameters and seed", () => {
    const seed = new Uint8Array(32).fill(9) as PublicSeed;
    const other = insecureTestParameters({ ringDegree: 128, modulusBits: [30, 29], specialBits: [30] });
    const key = (purpose: UniformPurpose, index: number, prime: number, p = parameters, s = seed): string =>
      Buffer.from(uniformStreamKey(p, purpose, index, prime, s)).toString("hex");
    const keys = [
      key("public-key", 0, 17),
      key("ciphertext", 0, 17),
      key("relinearization-key", 0, 17),
      key("galois-key/5", 0, 17),
      key("galois-key/25", 0, 17),
      key("public-key", 1, 17),
      key("public-key", 0, 97),
      key("public-key", 0, 17, other),
      key("public-key", 0, 17, parameters, new Uint8Array(32).fill(8) as PublicSeed),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toBe(
      createHash("sha256")
        .update("velum/uniform/1\0")
        .update(Buffer.from(parameters.digest, "hex"))
        .update("public-key\0")
        .update(Buffer.from(Uint32Array.of(0, 17).buffer))
        .update(seed)
        .digest("hex"),
    );
  });

  test("expandUniform gives each limb its own stream, whatever other limbs are asked for", async () => {
    const context = await createContext(parameters);
    const seed = new Uint8Array(32).fill(3) as PublicSeed;
    const both = expandUniform(context, "ciphertext", 0, seed, [0, 1]);
    const second = expandUniform(context, "ciphertext", 0, seed, [1]);
    expect(both.residues.subarray(64)).toEqual(second.residues);
    expect(shared(both.residues.subarray(0, 64), second.residues)).toBeLessThan(3);
    const [q0, q1] = parameters.primes as [number, number];
    expect(both.residues.every((x, i) => x < (i < 64 ? q0 : q1))).toBe(true);
  });
});
