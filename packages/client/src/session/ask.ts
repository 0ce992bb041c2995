import { createEncoder, type EncodeOptions, type Encoder, type Plaintext } from "@velum/ckks";
import { createRequestId, type EncryptedRequest, type Packing, type RequestId, writeRequest } from "@velum/protocol";
import { packRows } from "../packing/pack-rows.ts";
import type { ReadyPlan } from "./ready-plan.ts";
import type { RequestKey } from "./request-key.ts";
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

/** Encrypts rows under the request's key and writes its frame. @throws CkksError RANDOMNESS_UNAVAILABLE */
export function writeQuestion({ pinned }: Session, batch: Batch, key: RequestKey): Question {
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
    ...key.named,
    ciphertexts,
  });
  return Object.freeze({ bytes, digest, requestId });
}

/** One message after the other; each is wiped when the next is asked for, and all that is left in the end. */
function* encodeRows({ ready: { plan, binding }, rows }: Batch): Generator<Plaintext, void> {
  const { packing, input } = plan;
  const encoder = createEncoder(binding.context);
  const encode = encoderOf(packing, encoder);
  const packed = packRows(packing, rows);
  let message: Plaintext | undefined;
  try {
    for (const values of packed) {
      message?.poly.residues.fill(0);
      message = encode(values, input);
      yield message;
    }
  } finally {
    message?.poly.residues.fill(0);
    for (const values of packed) values.fill(0);
  }
}

/** Where a packing puts its numbers. */
function encoderOf(packing: Packing, encoder: Encoder): (values: Float64Array, options: EncodeOptions) => Plaintext {
  if (packing.kind === "diagonal") return encoder.encodePeriodic;
  if (packing.kind === "columns" && packing.order === "slots") return encoder.encodeSlots;
  return encoder.encodeCoefficients;
}
