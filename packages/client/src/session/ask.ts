import { createEncoder } from "@velum/ckks";
import { createRequestId, type EncryptedRequest, type RequestId, writeRequest } from "@velum/protocol";
import { applyPreprocessing, checkRow } from "@velum/tabular";
import type { OneTimeKey } from "./one-time-key.ts";
import type { Session } from "./session.ts";

/** A request as it travels, with the id that its answer must name. */
export interface Question extends EncryptedRequest {
  readonly requestId: RequestId;
}

/**
 * The numbers of a row as they will be encrypted: checked against the schema, preprocessed, value j for coefficient j.
 * The caller wipes them.
 * @throws TabularError naming feature and rule, never the value
 */
export const packRow = ({ pinned: { contract } }: Session, row: unknown): Float64Array =>
  applyPreprocessing(contract.preprocessing, checkRow(contract.schema, row));

/** Encrypts packed values under a fresh key and writes the request frame. @throws CkksError RANDOMNESS_UNAVAILABLE */
export function writeQuestion({ pinned, plan, binding }: Session, values: Float64Array, key: OneTimeKey): Question {
  const { context } = binding;
  const message = createEncoder(context).encodeCoefficients(values, plan.input);
  const ciphertext = key.encrypt(binding, message);
  message.poly.residues.fill(0);
  const requestId = createRequestId();
  const { bytes, digest } = writeRequest(context, {
    requestId,
    contractDigest: pinned.digest,
    plan: plan.name,
    rows: 1,
    chunk: 0,
    publicKey: key.publicKey,
    ciphertexts: [ciphertext],
  });
  return Object.freeze({ bytes, digest, requestId });
}
