import { createEncoder, type ExtractedCiphertext } from "@velum/ckks";
import { createPublicKey, decryptExtracted, encrypt, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import { createRequestId, readResponse, type ServedPlan, writeRequest } from "@velum/protocol";
import type { LoadedModel } from "../src/load-model.ts";

/** A question as a client holds it: the bytes that travel, and what stays. */
export interface Question {
  readonly secret: SecretKey;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Checks a response frame against the question. */
  read(response: Uint8Array): ExtractedCiphertext;
  /** Reads and decrypts, rounded as the contract says. */
  open(response: Uint8Array): number;
}

/** Asks with a fresh key, step by step as a client does. */
export function ask({ contractDigest, expectation }: LoadedModel, x: ArrayLike<number>): Question {
  const { plan, context } = expectation.plans[0] as ServedPlan;
  const secret = generateSecretKey(context);
  const publicKey = createPublicKey(context, secret, { level: plan.keys.publicKeyLevel });
  const ciphertext = encrypt(context, secret, createEncoder(context).encodeCoefficients(x, plan.input));
  const requestId = createRequestId();
  const content = { requestId, contractDigest, plan: plan.name, rows: 1, chunk: 0, publicKey };
  const { bytes, digest } = writeRequest(context, { ...content, ciphertexts: [ciphertext] });
  const expected = { context, plan, contractDigest, requestId, requestDigest: digest, chunk: 0 };
  const read = (response: Uint8Array): ExtractedCiphertext => readResponse(response, expected)[0]!;
  const step = 2 ** -11;
  return { secret, bytes, read, open: (response) => decryptExtracted(context, secret, read(response), { step })[0]! };
}
