import type { FastifyInstance } from "fastify";
import type { ServerEvent } from "../server-event.ts";

/** Tells of each request after its answer. */
export function addRequestLog(app: FastifyInstance, log: (event: ServerEvent) => void): void {
  app.addHook("onResponse", async ({ id, method, routeOptions }, reply) => {
    log({
      requestId: id,
      method,
      route: routeOptions.url ?? null,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 1000) / 1000,
      code: reply.problem?.code ?? null,
      failure: reply.problem?.failure ?? null,
    });
  });
}
