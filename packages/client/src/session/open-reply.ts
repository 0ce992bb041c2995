import type { ExtractedCiphertext, KeySetId } from "@velum/ckks";
import { type Packing, readResponse, type ValueOrder } from "@velum/protocol";
import { refuse } from "../errors.ts";
import { unpackRows } from "../packing/unpack-rows.ts";
import type { Batch, Question } from "./ask.ts";
import type { RequestKey } from "./request-key.ts";
import type { Session } from "./session.ts";

/**
 * Compares the response frame with the question and the pinned contract (C5), before anything is decrypted.
 * @throws VelumError RESPONSE_REFUSED
 */
export function readReply(
  { pinned }: Session,
  { ready: { plan, binding }, chunk }: Batch,
  question: Question,
  frame: Uint8Array,
  keySetId: KeySetId | undefined,
): readonly ExtractedCiphertext[] {
  const { requestId, digest: requestDigest } = question;
  const { context } = binding;
  const contractDigest = pinned.digest;
  return readResponse(frame, { context, plan, contractDigest, keySetId, requestId, requestDigest, chunk });
}

/**
 * Decrypts the outputs of each row. What leaves is rounded to the promised precision and inside the proved range; a value
 * outside is an error that does not hold it (C1). Whatever happens here, nothing is sent because of it (C2).
 * @throws VelumClientError RESULT_OUT_OF_RANGE
 */
export function openReply(
  { pinned }: Session,
  { ready: { plan, binding }, rows, first }: Batch,
  results: readonly ExtractedCiphertext[],
  key: RequestKey,
): readonly Float64Array<ArrayBuffer>[] {
  const { packing, precision, response } = plan;
  const order = resultOrder(packing);
  const values = key.open(binding, results, { order, step: precision.roundingStep });
  const outputs = unpackRows(packing, values, rows.length, pinned.contract.outputs.length);
  for (const list of values) list.fill(0);
  const most = response.bound + precision.maxError;
  const bad = outputs.findIndex((row) => !row.every((output) => Math.abs(output) <= most));
  if (bad >= 0) {
    for (const row of outputs) row.fill(0);
    throw refuse("RESULT_OUT_OF_RANGE", `rows[${first + bad}]`, "outputs in the proved range", "another");
  }
  return outputs;
}

/** Where a response holds the numbers. */
function resultOrder(packing: Packing): ValueOrder {
  if (packing.kind === "columns") return packing.order;
  return packing.kind === "dot" ? "coefficients" : "slots";
}
