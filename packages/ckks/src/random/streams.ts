import { utf8, wordBytes } from "../bytes/byte-strings.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { sha256 } from "../sha256.ts";
import { fromHex } from "../values/hex.ts";
import type { PublicSeed, SecretSeed } from "./seeds.ts";

/** Which object a uniform polynomial belongs to. Part of the stream's key, so that no two objects share a stream (B4). */
export type UniformPurpose = "public-key" | "ciphertext" | "relinearization-key" | `galois-key/${number}`;

/** What a secret stream is sampled for. */
export type SecretPurpose = "secret" | "prf" | "error" | "mask" | "flooding";

/**
 * ChaCha20 key of one limb of one uniform polynomial: SHA-256("velum/uniform/1", parameter digest, purpose, index, prime,
 * seed). ChaCha20 under a key that the other side chose is modelled as a random function (docs/threat-model.md).
 */
export function uniformStreamKey(
  parameters: Parameters,
  purpose: UniformPurpose,
  index: number,
  prime: number,
  seed: PublicSeed,
): Uint8Array<ArrayBuffer> {
  return sha256(
    utf8("velum/uniform/1\0"),
    fromHex(parameters.digest),
    utf8(`${purpose}\0`),
    wordBytes(index, prime),
    seed,
  );
}

const SECRET_LABELS = Object.fromEntries(
  (["secret", "prf", "error", "mask", "flooding"] as const).map((purpose) => [
    purpose,
    utf8(`velum/secret/1\0${purpose}\0`),
  ]),
) as Readonly<Record<SecretPurpose, Uint8Array>>;

/** ChaCha20 key of one secret polynomial of an operation. */
export const secretStreamKey = (purpose: SecretPurpose, index: number, seed: SecretSeed): Uint8Array<ArrayBuffer> =>
  sha256(SECRET_LABELS[purpose], wordBytes(index), seed);
