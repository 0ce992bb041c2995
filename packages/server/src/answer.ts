import { looksLikeSecretKey } from "@velum/ckks";
import { infer, type LoadedModel } from "@velum/evaluator";
import {
  type InferEnvelope,
  type KeySetSource,
  readInferRequest,
  VelumError,
  writeInferResponse,
} from "@velum/protocol";

/** One answer, and how long the evaluator took for it. */
export interface Answer {
  readonly envelope: InferEnvelope;
  readonly milliseconds: number;
}

/**
 * From the body of an infer request to that of its answer: unwrap, run, wrap. A body that is refused is searched for a secret
 * key in a known encoding, so that its sender learns what went wrong; it is neither logged nor kept.
 * @param headerLength - the header `Inference-Header-Content-Length`
 * @throws VelumError, CkksError with the code of what is wrong with the request
 */
export function answer(
  model: LoadedModel,
  keySets: KeySetSource,
  body: Uint8Array,
  headerLength: string | undefined,
): Answer {
  if (body.length === 0) throw new VelumError("BODY_EMPTY");
  // The tensor is looked at apart: a list of small numbers is one only without the JSON in front of it.
  const seen = [body];
  try {
    const request = readInferRequest(body, headerLength);
    seen.push(request);
    const start = performance.now();
    const response = infer(model, request, keySets);
    const milliseconds = performance.now() - start;
    const { name, version } = model.contract;
    return { envelope: writeInferResponse({ model: name, version, response }), milliseconds };
  } catch (error) {
    if (seen.some(looksLikeSecretKey)) throw new VelumError("SECRET_KEY_RECEIVED");
    throw error;
  }
}
