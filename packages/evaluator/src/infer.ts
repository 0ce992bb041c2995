import { type KeySetSource, readRequest, writeResponse } from "@velum/protocol";
import { execute } from "./execute.ts";
import type { LoadedModel } from "./load-model.ts";

const NO_KEY_SETS: KeySetSource = Object.freeze({ find: () => undefined });

/**
 * One encrypted answer: from the bytes of a request frame to those of the response frame. It keeps nothing between calls,
 * and the response's length depends on the plan alone.
 * @param keySets - for plans that need them: without, every id is unknown
 * @throws VelumError and CkksError as `readRequest`, before anything is computed
 * @example reply.send(infer(model, requestBytes));
 */
export function infer(
  { expectation, programs }: LoadedModel,
  bytes: Uint8Array,
  keySets: KeySetSource = NO_KEY_SETS,
): Uint8Array<ArrayBuffer> {
  const request = readRequest(bytes, { ...expectation, keySets });
  const { ciphertexts, publicKey, keySet, digest, served } = request;
  const program = programs.get(served.plan.name)!;
  const keys = keySet === null ? {} : { keys: keySet.keys };
  return writeResponse(request, execute(program, { ciphertexts, publicKey, ...keys, hedge: digest }));
}
