import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { insecureTestFramesAllowed } from "../parameters/insecure-test-parameters.ts";
import { fromHex } from "../values/hex.ts";

/** First bytes of every frame: not text, so that JSON or CSV where a frame belongs is told apart at the first byte. */
export const FRAME_MAGIC: readonly number[] = Object.freeze([0x89, 0x56, 0x4c, 0x4d]);

/** The format version that this release writes, and the only one that it reads (docs/formats.md, "Versions"). */
export const FORMAT_VERSION = 1;

/** What a frame can hold. */
export type FrameType =
  | "plaintext"
  | "ciphertext"
  | "extracted"
  | "public-key"
  | "relinearization-key"
  | "galois-key"
  | "secret-key"
  | "key-set"
  | "request"
  | "response";

/** Object types by number. Numbers are part of the format and never given to another object. */
export const FRAME_TYPES: Readonly<Record<FrameType, number>> = Object.freeze({
  plaintext: 1,
  ciphertext: 2,
  extracted: 3,
  "public-key": 4,
  "relinearization-key": 5,
  "galois-key": 6,
  "secret-key": 7,
  "key-set": 8,
  request: 64,
  response: 65,
});

/** Magic 4, version 2, type 2, parameter digest 32: the fields of the object follow. */
export const HEADER_BYTES = 40;
/** The SHA-256 at the end. */
export const DIGEST_BYTES = 32;
/** Bytes of a seed. */
export const SEED_BYTES = 32;

/** Bytes of a frame whose typed fields and payload together have `bodyBytes` bytes. */
export const frameBytes = (bodyBytes: number): number => HEADER_BYTES + bodyBytes + DIGEST_BYTES;

const digests = new WeakMap<Parameters, Uint8Array>();

/** The parameter digest as the 32 bytes that frames carry. */
export function digestBytes(parameters: Parameters): Uint8Array {
  const known = digests.get(parameters);
  if (known !== undefined) return known;
  const bytes = fromHex(parameters.digest);
  digests.set(parameters, bytes);
  return bytes;
}

/** Test parameters have no security, so their bytes never pass outside tests (A13). @throws CkksError PARAMETERS_INSECURE */
export function refuseInsecure(parameters: Parameters): void {
  if (parameters.insecure && !insecureTestFramesAllowed()) {
    throw new CkksError("PARAMETERS_INSECURE", '"parameters" expected a secure set, got insecure test parameters');
  }
}
