import { CkksError } from "../errors.ts";

/**
 * 32 fresh bytes of WebCrypto: the only source of randomness. Looked up at each call, so that a broken source is an
 * error of that call.
 * @throws CkksError RANDOMNESS_UNAVAILABLE
 */
export function freshEntropy(): Uint8Array<ArrayBuffer> {
  try {
    return globalThis.crypto.getRandomValues(new Uint8Array(32));
  } catch {
    throw new CkksError("RANDOMNESS_UNAVAILABLE", "WebCrypto expected to give 32 random bytes, got an error");
  }
}
