import type { IncomingMessage } from "node:http";
import { VelumError } from "@velum/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** How this route reads its body; without, it takes none. */
    readBody?: (request: FastifyRequest, message: IncomingMessage) => Promise<Uint8Array>;
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
