import { readRequest, writeResponse } from "@velum/protocol";
import { execute } from "./execute.ts";
import type { LoadedModel } from "./load-model.ts";

/**
 * One encrypted answer: from the bytes of a request frame to those of the response frame. It keeps nothing between calls,
 * and the response's length depends on the plan alone.
 * @throws VelumError and CkksError as `readRequest`, before anything is computed
 * @example reply.send(infer(model, requestBytes));
 */
export function infer(model: LoadedModel, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const request = readRequest(bytes, model.expectation);
  const { ciphertexts, publicKey, digest, served } = request;
  const program = model.programs.get(served.plan.name)!;
  return writeResponse(request, execute(program, { ciphertexts, publicKey, hedge: digest }));
}
