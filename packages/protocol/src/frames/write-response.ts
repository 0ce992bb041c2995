import {
  type ExtractedCiphertext,
  extractedBodyBytes,
  extractedShape,
  FrameWriter,
  fromHex,
  writeExtractedBody,
} from "@velum/ckks";
import { KEY_SET_ID_BYTES } from "./frame-plan.ts";
import { PLAN_FIELD_BYTES, writePlanName } from "./plan-field.ts";
import type { ReceivedRequest } from "./read-request.ts";
import { REQUEST_ID_BYTES } from "./request-id.ts";

/** Bytes of the typed fields between header and payload. */
export const RESPONSE_FIELD_BYTES: number = REQUEST_ID_BYTES + 32 + 32 + KEY_SET_ID_BYTES + PLAN_FIELD_BYTES + 24;

/** What a response repeats of its request. */
export type AnsweredRequest = Pick<
  ReceivedRequest,
  "requestId" | "digest" | "contractDigest" | "keySet" | "served" | "chunk"
>;

/**
 * Writes a response frame (docs/formats.md, "Response"): whose question it answers, then the protected results, all of one
 * shape. Its size follows from the plan alone.
 * @throws CkksError PARAMETERS_INSECURE
 * @example reply.send(writeResponse(request, [truncate(context, extracted, 22)]));
 */
export function writeResponse(
  request: AnsweredRequest,
  results: readonly ExtractedCiphertext[],
): Uint8Array<ArrayBuffer> {
  const { context, plan } = request.served;
  const [first] = results as readonly [ExtractedCiphertext, ...ExtractedCiphertext[]];
  const shape = extractedShape(first);
  const payload = results.length * extractedBodyBytes(context.parameters, shape);
  const frame = new FrameWriter("response", context.parameters, RESPONSE_FIELD_BYTES + payload);
  frame.bytes(request.requestId);
  frame.bytes(request.digest);
  frame.bytes(fromHex(request.contractDigest));
  if (request.keySet === null) frame.zeros(KEY_SET_ID_BYTES);
  else frame.bytes(fromHex(request.keySet.id));
  writePlanName(frame, plan.name);
  frame.u32(request.chunk);
  frame.u32(shape.count);
  frame.u8(shape.level);
  frame.u8(shape.parts);
  frame.u8(shape.modulusBits ?? 0);
  frame.zeros(1);
  frame.u32(results.length);
  frame.f64(first.scale);
  for (const result of results) writeExtractedBody(frame, context, result);
  return frame.finish();
}
