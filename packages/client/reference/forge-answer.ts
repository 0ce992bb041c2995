import { createExtracted, type ExtractedBody, toLevel, toScale } from "@velum/ckks";
import type { LoadedModel } from "@velum/evaluator";
import { readRequest, writeResponse } from "@velum/protocol";

/** A frame that passes every check and holds whatever c_0, the same at every position, and c_1 the server likes. */
export function forgeAnswer(
  model: LoadedModel,
  frame: Uint8Array,
  constant: number,
  mask: Float64Array<ArrayBuffer>,
): Uint8Array {
  const request = readRequest(frame, model.expectation);
  const { plan, context } = request.served;
  const { level, scale, modulusBits, positions } = plan.response;
  const { parameters } = context;
  const constants = new Float64Array(positions.length).fill(constant);
  const body: ExtractedBody = { kind: "truncated", modulusBits: modulusBits!, constants, masks: [mask] };
  return writeResponse(request, [
    createExtracted({
      parameters,
      level: toLevel(level, parameters.maxLevel),
      scale: toScale(scale),
      positions,
      body,
    }),
  ]);
}

/** Just below half the response's modulus: twice the proved bound. */
export const largestConstant = ({ contract }: LoadedModel): number =>
  2 ** (contract.plans[0]!.response.modulusBits! - 1) - 1;
