import { CkksError } from "@velum/ckks";

/** 128 random bits that name one question. */
export type RequestId = Uint8Array<ArrayBuffer> & { readonly __brand: "RequestId" };

export const REQUEST_ID_BYTES = 16;

/**
 * A new request id from WebCrypto. A repeated question gets a new one; a retry of the same bytes keeps its own.
 * @throws CkksError RANDOMNESS_UNAVAILABLE
 */
export function createRequestId(): RequestId {
  try {
    return globalThis.crypto.getRandomValues(new Uint8Array(REQUEST_ID_BYTES)) as RequestId;
  } catch {
    throw new CkksError("RANDOMNESS_UNAVAILABLE", "WebCrypto expected to give 16 random bytes, got an error");
  }
}
