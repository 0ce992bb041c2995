import { describe, expect, test, vi } from "vitest";
import { createEncoder } from "../encoding/encoder.ts";
import { createContext } from "../engine/context.ts";
import { insecureAllowTestFrames, insecureTestParameters } from "../parameters/insecure-test-parameters.ts";
import type { SecretSeed } from "../random/seeds.ts";
import { secretStreamKey } from "../random/streams.ts";
import { encrypt } from "../secret/encrypt.ts";
import { createGaloisKey } from "../secret/galois-key.ts";
import { createKeySet } from "../secret/key-set.ts";
import { createPublicKey } from "../secret/public-key.ts";
import { createRelinearizationKey } from "../secret/relinearization-key.ts";
import { generateSecretKey } from "../secret/secret-key.ts";
import { conjugationElement } from "../values/galois-element.ts";
import { writeCiphertext } from "./ciphertext-frame.ts";
import { writeGaloisKey } from "./galois-key-frame.ts";
import { writeKeySet } from "./key-set-frame.ts";
import { writePublicKey } from "./public-key-frame.ts";
import { writeRelinearizationKey } from "./relinearization-key-frame.ts";
import { writeSecretKey } from "./secret-key-frame.ts";

// Finding B2: no frame contains secret material, or a seed that expands to it.

insecureAllowTestFrames();
const context = await createContext(
  insecureTestParameters({ ringDegree: 64, modulusBits: [30, 30], specialBits: [30] }),
);

// Every 32 bytes of entropy that the library draws while it makes the objects.
const entropy: Buffer[] = [];
const getRandomValues = crypto.getRandomValues.bind(crypto);
vi.spyOn(globalThis.crypto, "getRandomValues").mockImplementation((array) => {
  const filled = getRandomValues(array as Uint8Array<ArrayBuffer>);
  entropy.push(Buffer.from(filled));
  return filled as never;
});

const secret = generateSecretKey(context);
const { coefficients, residues, prfKey } = secret.material;
const packed = writeSecretKey(context, secret).subarray(40, 40 + 16);
const plaintext = createEncoder(context).encodeCoefficients([1, 2, 3], { level: 1, scale: 2 ** 20 });
const frames: [string, Uint8Array][] = [
  ["ciphertext", writeCiphertext(context, encrypt(context, secret, plaintext))],
  ["public key", writePublicKey(context, createPublicKey(context, secret))],
  ["relinearization key", writeRelinearizationKey(context, createRelinearizationKey(context, secret))],
  [
    "key set",
    writeKeySet(
      context,
      createKeySet(context, secret, { publicKeyLevel: 0, relinearization: 0, rotations: [{ steps: 1, level: 0 }] }),
    ).bytes,
  ],
  ["Galois key", writeGaloisKey(context, createGaloisKey(context, secret, conjugationElement(context.parameters)))],
];

/** Ternary values of a stream key, by the rule of the sampler. */
const ternary = (key: Uint8Array): Int32Array => {
  const { engine, kernels, n } = context.ring;
  return engine.scoped((scope) => {
    const at = scope.loadBytes(key);
    const out = scope.allocate(4 * n);
    kernels.sampleTernary(out, at, n);
    return new Int32Array(engine.store(out, n).buffer);
  });
};

const windows = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: bytes.length - size + 1 }, (_, at) => bytes.subarray(at, at + size));

describe.each(frames)("a %s frame", (_, frame) => {
  const haystack = Buffer.from(frame);

  test("contains no run of the secret, its transforms, its PRF key or the entropy", () => {
    expect(entropy.length).toBeGreaterThan(4);
    // Sixteen coefficients, since a header has shorter runs of zeros and ones of its own; eight bytes of what looks random.
    const runs = [
      ...windows(new Uint8Array(coefficients.buffer), 16),
      ...[new Uint8Array(residues.buffer), prfKey, packed, ...entropy].flatMap((material) => windows(material, 8)),
    ];
    const found = runs.filter((run) => haystack.includes(run as Buffer));
    expect(found).toEqual([]);
  });

  test("has no 32 bytes that expand to the secret or its PRF key", () => {
    for (const window of windows(frame, 32)) {
      const seed = window as SecretSeed;
      expect(ternary(secretStreamKey("secret", 0, seed))).not.toEqual(Int32Array.from(coefficients));
      expect(ternary(window)).not.toEqual(Int32Array.from(coefficients));
      expect(Buffer.compare(secretStreamKey("prf", 0, seed), prfKey)).not.toBe(0);
    }
  });
});
