import { ciphertextBodyBytes, extractedBodyBytes, frameBytes, publicKeyBodyBytes, toLevel } from "@velum/ckks";
import { DOT_CIPHERTEXTS, PARTS } from "./frame-plan.ts";
import type { ServedPlan } from "./read-request.ts";
import { REQUEST_FIELD_BYTES } from "./write-request.ts";
import { RESPONSE_FIELD_BYTES } from "./write-response.ts";

/** The exact length of a plan's request frames: with its one-time public key. */
export function requestFrameBytes({ plan, context: { parameters } }: ServedPlan): number {
  const key = publicKeyBodyBytes(parameters, toLevel(plan.keys.publicKeyLevel, parameters.maxLevel));
  const level = toLevel(plan.input.level, parameters.maxLevel);
  const body = ciphertextBodyBytes(parameters, { level, parts: PARTS, seeded: true });
  return frameBytes(REQUEST_FIELD_BYTES + key + DOT_CIPHERTEXTS * body);
}

/** The exact length of a plan's response frames. */
export function responseFrameBytes({ plan, context: { parameters } }: ServedPlan): number {
  const { level, modulusBits, positions } = plan.response;
  const body = extractedBodyBytes(parameters, {
    level: toLevel(level, parameters.maxLevel),
    parts: PARTS,
    modulusBits: modulusBits ?? undefined,
    count: positions.length,
  });
  return frameBytes(RESPONSE_FIELD_BYTES + body);
}
