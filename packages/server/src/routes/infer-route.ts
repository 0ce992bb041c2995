import type { IncomingMessage } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { LoadedModel } from "@velum/evaluator";
import {
  CONTENT_DIGEST,
  contentDigest,
  INFER_HEADER_LENGTH,
  type KeySetSource,
  MAX_INFER_HEADER_BYTES,
} from "@velum/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { answer } from "../answer.ts";
import { checkContentDigest } from "../http/check-content-digest.ts";
import { checkInferHeaders } from "../http/check-infer-headers.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { readBody } from "../http/read-body.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import { MODEL_PATHS, ModelParams } from "./model-params.ts";

/**
 * `POST …/infer`: an encrypted tensor in, an encrypted tensor out. Model, headers and declared length are judged before the
 * body is read, and the body is read up to the longest request that the model takes.
 */
export function addInferRoute(instance: FastifyInstance, registry: ModelRegistry, keySets: KeySetSource): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const modelOf = ({ model, version }: ModelParams): LoadedModel => registry.find(model, version);
  const readInfer = async ({ params, headers }: FastifyRequest, message: IncomingMessage): Promise<Uint8Array> => {
    const body = await readBody(message, bodyLimit(modelOf(params as ModelParams)));
    checkContentDigest(headers, body);
    return body;
  };
  for (const url of MODEL_PATHS.map((path) => `${path}/infer`)) {
    app.post(
      url,
      {
        schema: { params: ModelParams },
        config: { readBody: readInfer },
        onRequest: async ({ params, headers }) => checkInferHeaders(headers, bodyLimit(modelOf(params))),
      },
      async ({ params, headers, body }, reply) => {
        const { envelope, milliseconds } = answer(
          modelOf(params),
          keySets,
          body as Uint8Array,
          headers[INFER_HEADER_LENGTH]?.toString(),
        );
        return reply
          .header("server-timing", `velum;dur=${milliseconds.toFixed(3)}`)
          .header(INFER_HEADER_LENGTH, envelope.headerLength)
          .header(CONTENT_DIGEST, contentDigest(envelope.bytes))
          .type("application/octet-stream")
          .send(envelope.bytes);
      },
    );
    refuseOtherMethods(instance, url, ["POST"]);
  }
}

/** The JSON in front of the tensor, and the longest request frame. */
const bodyLimit = ({ expectation }: LoadedModel): number => MAX_INFER_HEADER_BYTES + expectation.maxBytes;
