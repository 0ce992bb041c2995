/**
 * `@velum/ckks`: the CKKS scheme (Cheon, Kim, Kim, Song, ASIACRYPT 2017) in its RNS form with 30-bit primes, on WebAssembly SIMD
 * kernels. This entry holds everything that needs no secret; keys and decryption are in `@velum/ckks/secret`.
 */
export {
  type ComplexSlots,
  createEncoder,
  type EncodeOptions,
  type Encoder,
  type SlotValues,
} from "./encoding/encoder.ts";
export { encryptWithPublicKey, OneShotZero, prepareZero, type ZeroOptions } from "./encryption/public-encryption.ts";
export { type Context, createContext } from "./engine/context.ts";
export { CKKS_ERRORS, CkksError, type CkksErrorCode } from "./errors.ts";
export { type FloodingShape, floodingShape } from "./evaluation/add-flooding.ts";
export { createEvaluator, type Evaluator, type PlainFactor } from "./evaluation/evaluator.ts";
export { subringPositions } from "./evaluation/extract.ts";
export { type PreparedPlaintext, preparePlaintext } from "./evaluation/prepared-plaintext.ts";
export * as registers from "./evaluation/registers.ts";
export { MAX_TRUNCATED_BITS, truncate } from "./evaluation/truncate.ts";
export {
  createParameters,
  type ParameterDigest,
  type ParameterOptions,
  type Parameters,
  type Security,
} from "./parameters/create-parameters.ts";
export { type PresetName, presets } from "./parameters/presets.ts";
export { limitBits, RING_DEGREES } from "./parameters/security-limits.ts";
export { expandUniform } from "./random/expand-uniform.ts";
export type { PublicSeed } from "./random/seeds.ts";
export { sha256 } from "./sha256.ts";
export {
  type Ciphertext,
  createCiphertext,
  createExtracted,
  type ExtractedBody,
  type ExtractedCiphertext,
} from "./values/ciphertext.ts";
export { conjugationElement, type GaloisElement, rotationElement, toGaloisElement } from "./values/galois-element.ts";
export { fromHex, toHex } from "./values/hex.ts";
export type {
  EvaluationKeys,
  GaloisKey,
  KeySwitchingKey,
  PublicKey,
  RelinearizationKey,
} from "./values/keys.ts";
export { type Level, limbsAt, toLevel } from "./values/level.ts";
export type { Plaintext } from "./values/plaintext.ts";
export { createPoly, type Poly, type Representation } from "./values/poly.ts";
export { type Scale, sameScale, toScale } from "./values/scale.ts";
