import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { CONTENT_DIGEST, contentDigest } from "@velum/protocol";
import type { FastifyInstance } from "fastify";
import { refuseOtherMethods } from "../http/methods.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import { MODEL_PATHS, ModelParams } from "./model-params.ts";

/**
 * `GET …/contract`: the public half of the bundle, the same bytes for every caller, so that two clients can compare what they
 * were given. The `ETag` is its digest, and a client that has these bytes already gets 304.
 */
export function addContractRoute(instance: FastifyInstance, registry: ModelRegistry): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  for (const url of MODEL_PATHS.map((path) => `${path}/contract`)) {
    app.get(url, { schema: { params: ModelParams } }, async ({ params, headers }, reply) => {
      const { contractBytes, contractDigest } = registry.find(params.model, params.version);
      const etag = `"${contractDigest}"`;
      // `no-cache` lets a browser keep the bytes, and asks before each use whether they are still the model's.
      reply.header("etag", etag).header("cache-control", "no-cache");
      if (isNamed(etag, headers["if-none-match"])) return reply.code(304).send();
      return reply.type("application/json").header(CONTENT_DIGEST, contentDigest(contractBytes)).send(contractBytes);
    });
    refuseOtherMethods(instance, url, ["GET", "HEAD"]);
  }
}

/** Whether `If-None-Match` names these bytes (RFC 9110, 13.1.2: weak comparison). */
function isNamed(etag: string, header: string | undefined): boolean {
  return (header ?? "").split(",").some((entry) => [etag, `W/${etag}`, "*"].includes(entry.trim()));
}
