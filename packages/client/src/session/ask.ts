import { createEncoder, type Plaintext } from "@velum/ckks";
import { createRequestId, type EncryptedRequest, type RequestId, writeRequest } from "@velum/protocol";
import { packRows } from "../packing/pack-rows.ts";
import type { OneTimeKey } from "./one-time-key.ts";
import type { ReadyPlan } from "./ready-plan.ts";
import type { Session } from "./session.ts";

/** What one request asks about. */
export interface Batch {
  readonly ready: ReadyPlan;
  /** Preprocessed rows. */
  readonly rows: readonly Float64Array[];
  /** Place of the first row among those of the call. */
  readonly first: number;
  /** Number of the request among those of one call. */
  readonly chunk: number;
}

/** A request as it travels, with the id that its answer must name. */
export interface Question extends EncryptedRequest {
  readonly requestId: RequestId;
}

/** Encrypts rows under a fresh key and writes the request frame. @throws CkksError RANDOMNESS_UNAVAILABLE */
export function writeQuestion({ pinned }: Session, batch: Batch, key: OneTimeKey): Question {
  const { ready, rows, chunk } = batch;
  const { binding, plan } = ready;
  const ciphertexts = key.encrypt(binding, encodeRows(batch));
  const requestId = createRequestId();
  const { bytes, digest } = writeRequest(binding.context, {
    requestId,
    contractDigest: pinned.digest,
    plan: plan.name,
    rows: rows.length,
    chunk,
    publicKey: key.publicKey,
    ciphertexts,
  });
  return Object.freeze({ bytes, digest, requestId });
}

/** One message after the other; each is wiped when the next is asked for, and all that is left in the end. */
function* encodeRows({ ready: { plan, binding }, rows }: Batch): Generator<Plaintext, void> {
  const { packing, input } = plan;
  const encoder = createEncoder(binding.context);
  const slots = packing.kind === "columns" && packing.order === "slots";
  const packed = packRows(packing, rows);
  let message: Plaintext | undefined;
  try {
    for (const values of packed) {
      message?.poly.residues.fill(0);
      message = slots ? encoder.encodeSlots(values, input) : encoder.encodeCoefficients(values, input);
      yield message;
    }
  } finally {
    message?.poly.residues.fill(0);
    for (const values of packed) values.fill(0);
  }
}
