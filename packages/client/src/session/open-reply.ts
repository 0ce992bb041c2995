import { readResponse } from "@velum/protocol";
import { VelumClientError } from "../errors.ts";
import type { Question } from "./ask.ts";
import type { OneTimeKey } from "./one-time-key.ts";
import type { Session } from "./session.ts";

/**
 * Compares the response frame with the question and the pinned contract (C5), and only then decrypts. What leaves is
 * rounded to the promised precision and inside the proved range; a value outside is an error that does not hold it (C1).
 * Whatever happens here, nothing is sent afterwards (C2).
 * @throws VelumError RESPONSE_REFUSED; VelumClientError RESULT_OUT_OF_RANGE
 */
export function openReply(
  session: Session,
  question: Question,
  frame: Uint8Array,
  key: OneTimeKey,
): Float64Array<ArrayBuffer> {
  const { pinned, plan, binding } = session;
  const { context } = binding;
  const { requestId, digest: requestDigest } = question;
  const expected = { context, plan, contractDigest: pinned.digest, requestId, requestDigest, chunk: 0 };
  const outputs = key.open(binding, readResponse(frame, expected), plan.precision.roundingStep);
  const most = plan.response.bound + plan.precision.maxError;
  if (!outputs.every((output) => Math.abs(output) <= most)) {
    outputs.fill(0);
    throw new VelumClientError("RESULT_OUT_OF_RANGE");
  }
  return outputs;
}
