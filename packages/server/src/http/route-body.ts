import type { IncomingMessage } from "node:http";
import { VelumError } from "@velum/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** How this route reads its body, and what it makes of it; without, it takes none. */
    readBody?: (request: FastifyRequest, message: IncomingMessage) => Promise<unknown>;
    /** Bytes of a refused body that are read and dropped, where a sender may have begun with more than 1 MiB. */
    mostDiscarded?: number;
  }
}

/** Bodies are octets, and each route says how many it reads. */
export function addBodyReader(app: FastifyInstance): void {
  app.addContentTypeParser("application/octet-stream", async (request: FastifyRequest, message: IncomingMessage) => {
    const { readBody } = request.routeOptions.config;
    if (readBody === undefined) throw new VelumError("CONTENT_TYPE_UNSUPPORTED");
    return readBody(request, message);
  });
}
