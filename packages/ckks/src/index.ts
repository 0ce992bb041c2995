/**
 * `@velum/ckks`: the CKKS scheme (Cheon, Kim, Kim, Song, ASIACRYPT 2017) in its RNS form with 30-bit primes, on WebAssembly SIMD
 * kernels. This entry holds everything that needs no secret; keys and decryption are in `@velum/ckks/secret`.
 */
export { concatBytes, equalBytes, utf8, wordBytes } from "./bytes/byte-strings.ts";
export {
  type CiphertextShape,
  ciphertextBodyBytes,
  readCiphertextBody,
  writeCiphertextBody,
} from "./bytes/ciphertext-body.ts";
export { type ReadCiphertextOptions, readCiphertext, writeCiphertext } from "./bytes/ciphertext-frame.ts";
export {
  type ExtractedShape,
  extractedBodyBytes,
  extractedShape,
  readExtractedBody,
  writeExtractedBody,
} from "./bytes/extracted-body.ts";
export { type ReadExtractedOptions, readExtracted, writeExtracted } from "./bytes/extracted-frame.ts";
export { FORMAT_VERSION, FRAME_TYPES, type FrameType, frameBytes } from "./bytes/frame-header.ts";
export { FrameReader } from "./bytes/frame-reader.ts";
export { FrameWriter } from "./bytes/frame-writer.ts";
export { type ReadGaloisKeyOptions, readGaloisKey, writeGaloisKey } from "./bytes/galois-key-frame.ts";
export {
  type KeySetStep,
  keySetFrameBytes,
  type ReadKeySetOptions,
  type ReceivedKeySet,
  readKeySet,
  readKeySetHead,
  readKeySetStepwise,
  type WrittenKeySet,
  writeKeySet,
} from "./bytes/key-set-frame.ts";
export { keySetHeadBytes } from "./bytes/key-set-list.ts";
export { looksLikeSecretKey } from "./bytes/looks-like-secret-key.ts";
export { type ReadPlaintextOptions, readPlaintext, writePlaintext } from "./bytes/plaintext-frame.ts";
export {
  publicKeyBodyBytes,
  readPublicKeyBody,
  readPublicKeyForm,
  SEEDED_FORM,
  writePublicKeyBody,
} from "./bytes/public-key-body.ts";
export { type ReadPublicKeyOptions, readPublicKey, writePublicKey } from "./bytes/public-key-frame.ts";
export type { ReadOptions } from "./bytes/read-options.ts";
export {
  type ReadRelinearizationKeyOptions,
  readRelinearizationKey,
  writeRelinearizationKey,
} from "./bytes/relinearization-key-frame.ts";
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
export { createEvaluator, type Evaluator } from "./evaluation/evaluator.ts";
export { subringPositions } from "./evaluation/extract.ts";
export { type PreparedScalars, prepareScalars } from "./evaluation/linear-combination.ts";
export { type PlainFactor, type PreparedPlaintext, preparePlaintext } from "./evaluation/prepared-plaintext.ts";
export * as registers from "./evaluation/registers.ts";
export { MAX_TRUNCATED_BITS, truncate } from "./evaluation/truncate.ts";
export { createNoiseEstimator, type MessageNorm, type NoiseEstimator } from "./noise/estimate-noise.ts";
export { createNoiseEstimate, NOISE_TAILS, type NoiseEstimate, slotDeviation } from "./noise/noise-estimate.ts";
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
  type Positions,
  positionCount,
} from "./values/ciphertext.ts";
export { conjugationElement, type GaloisElement, rotationElement, toGaloisElement } from "./values/galois-element.ts";
export { fromHex, toHex } from "./values/hex.ts";
export { type KeyList, type KeySet, type KeySetId, needsKeySet } from "./values/key-set.ts";
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
