/** `@velum/ckks/secret`: everything that holds or needs a secret key. Servers and evaluators cannot import it. */
export { readSecretKey, writeSecretKey } from "./bytes/secret-key-frame.ts";
export {
  decryptCoefficients,
  decryptCoefficientsRaw,
  decryptSlots,
  decryptSlotsRaw,
  type Rounding,
} from "./secret/decrypt.ts";
export {
  decryptExtracted,
  decryptExtractedRaw,
  decryptExtractedSlots,
  decryptExtractedSlotsRaw,
} from "./secret/decrypt-extracted.ts";
export { encrypt } from "./secret/encrypt.ts";
export { createGaloisKey, createRotationKeys, type RotationKeyRequest } from "./secret/galois-key.ts";
export { createKeySet, createKeySetStepwise, type KeySetProgress } from "./secret/key-set.ts";
export { createPublicKey, type PublicKeyOptions } from "./secret/public-key.ts";
export { createRelinearizationKey, type EvaluationKeyOptions } from "./secret/relinearization-key.ts";
export { generateSecretKey, SecretKey } from "./secret/secret-key.ts";
