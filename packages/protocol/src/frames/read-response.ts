import {
  CkksError,
  type Context,
  createExtracted,
  type ExtractedCiphertext,
  type ExtractedShape,
  equalBytes,
  extractedBodyBytes,
  FrameReader,
  fromHex,
  type KeySetId,
  readExtractedBody,
  sameScale,
  toScale,
} from "@velum/ckks";
import type { ContractDigest } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import { type FramePlan, KEY_SET_ID_BYTES } from "./frame-plan.ts";
import { responseShape } from "./frame-sizes.ts";
import { namesPlan, readPlanField } from "./plan-field.ts";
import { REQUEST_ID_BYTES, type RequestId } from "./request-id.ts";

/** What a client holds of the question that a response must answer. */
export interface ResponseExpectation {
  /** Context of the plan's parameters. */
  readonly context: Context;
  /** The plan, from the pinned contract. */
  readonly plan: FramePlan;
  readonly contractDigest: ContractDigest;
  /** The key set that the request named, if it named one. */
  readonly keySetId?: KeySetId | undefined;
  readonly requestId: RequestId;
  /** SHA-256 of the bytes that were sent. */
  readonly requestDigest: Uint8Array;
  readonly chunk: number;
}

/**
 * Reads a response frame and compares every field with the client's own (C5). Level, scale and positions of the result are
 * those of the contract, whatever the response says. Whatever is wrong, the code is the same, so that a caller that shows or
 * sends codes on tells a server nothing (C2); the message, which stays local, names the field.
 *
 * @returns the results, as many as the plan says: one with every output, or one an output
 * @throws VelumError RESPONSE_REFUSED
 * @example const [result] = readResponse(bytes, { context, plan, contractDigest, requestId, requestDigest, chunk: 0 });
 */
export function readResponse(bytes: Uint8Array, expectation: ResponseExpectation): readonly ExtractedCiphertext[] {
  try {
    return readChecked(bytes, expectation);
  } catch (error) {
    if (!(error instanceof CkksError)) throw error;
    const context = { argument: "response", expected: "an intact frame for these parameters", got: error.code };
    throw new VelumError("RESPONSE_REFUSED", context, { cause: error });
  }
}

function readChecked(bytes: Uint8Array, expectation: ResponseExpectation): readonly ExtractedCiphertext[] {
  const { context, plan } = expectation;
  const { parameters } = context;
  const frame = new FrameReader(bytes, "response");
  frame.checkParameters(parameters);
  check("request id", equalBytes(frame.view(REQUEST_ID_BYTES), expectation.requestId));
  check("request digest", equalBytes(frame.view(32), expectation.requestDigest));
  check("contract digest", equalBytes(frame.view(32), fromHex(expectation.contractDigest)));
  check("key set id", equalBytes(frame.view(KEY_SET_ID_BYTES), keySetIdBytes(expectation.keySetId)));
  check("plan", namesPlan(readPlanField(frame), plan.name));
  check("chunk", frame.u32() === expectation.chunk);
  const shape = responseShape(plan.response, parameters);
  checkShape(frame, shape, plan);
  const { results, positions } = plan.response;
  frame.checkBody(results * extractedBodyBytes(parameters, shape));
  const scale = toScale(plan.response.scale);
  return Array.from({ length: results }, () => {
    const body = readExtractedBody(frame, context, shape);
    return createExtracted({ parameters, level: shape.level, scale, positions, body });
  });
}

/** Zeros where the request carried its own key. */
const keySetIdBytes = (id: KeySetId | undefined): Uint8Array =>
  id === undefined ? new Uint8Array(KEY_SET_ID_BYTES) : fromHex(id);

function checkShape(frame: FrameReader, shape: ExtractedShape, { response }: FramePlan): void {
  check("output count", frame.u32() === shape.count);
  check("level", frame.u8() === shape.level);
  check("parts", frame.u8() === shape.parts);
  check("modulus bits", frame.u8() === (shape.modulusBits ?? 0));
  frame.zeros(1);
  check("results", frame.u32() === response.results);
  check("scale", sameScale(frame.f64(), response.scale));
}

function check(field: string, same: boolean): void {
  if (!same)
    throw new VelumError("RESPONSE_REFUSED", { argument: field, expected: "this request's own", got: "another" });
}
