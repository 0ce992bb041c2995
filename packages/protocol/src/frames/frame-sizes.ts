import {
  ciphertextBodyBytes,
  type ExtractedShape,
  extractedBodyBytes,
  frameBytes,
  needsKeySet,
  type Parameters,
  publicKeyBodyBytes,
  toLevel,
} from "@velum/ckks";
import type { ResponseSummary } from "../contract/contract.ts";
import { ciphertextCount } from "../contract/packing.ts";
import { type FramePlan, KEY_SET_ID_BYTES, REQUEST_PARTS } from "./frame-plan.ts";
import { REQUEST_FIELD_BYTES } from "./write-request.ts";
import { RESPONSE_FIELD_BYTES } from "./write-response.ts";

/** A plan with its parameters: no tables are needed to know sizes. */
export interface SizedPlan {
  readonly plan: FramePlan;
  readonly context: { readonly parameters: Parameters };
}

/** The exact length of a plan's request frames: with its one-time public key, or the id of a key set. */
export function requestFrameBytes({ plan, context: { parameters } }: SizedPlan): number {
  const key = needsKeySet(plan.keys) ? KEY_SET_ID_BYTES : oneTimeKeyBytes(plan, parameters);
  const level = toLevel(plan.input.level, parameters.maxLevel);
  const body = ciphertextBodyBytes(parameters, { level, parts: REQUEST_PARTS, seeded: true });
  return frameBytes(REQUEST_FIELD_BYTES + key + ciphertextCount(plan.packing) * body);
}

const oneTimeKeyBytes = ({ keys }: FramePlan, parameters: Parameters): number =>
  publicKeyBodyBytes(parameters, toLevel(keys.publicKeyLevel, parameters.maxLevel));

/** The exact length of a plan's response frames. */
export function responseFrameBytes({ plan, context: { parameters } }: SizedPlan): number {
  const shape = responseShape(plan.response, parameters);
  return frameBytes(RESPONSE_FIELD_BYTES + plan.response.results * extractedBodyBytes(parameters, shape));
}

/** What fixes the size of each result of a response. */
export function responseShape(response: ResponseSummary, { maxLevel, ringDegree }: Parameters): ExtractedShape {
  const { level, modulusBits, parts, positions } = response;
  return {
    level: toLevel(level, maxLevel),
    parts,
    modulusBits: modulusBits ?? undefined,
    count: positions === "all" ? ringDegree : positions.length,
  };
}
