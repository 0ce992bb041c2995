import type { FastifyInstance, FastifyReply } from "fastify";

/** On every answer. Nothing here is a page: a browser that is led to one may do nothing with it (D2). */
const HEADERS: Readonly<Record<string, string>> = Object.freeze({
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
});

/** Sets them before anything else is looked at. Routes may replace `cache-control`. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook("onRequest", async (_request, reply) => {
    setSecurityHeaders(reply);
  });
}

/** For answers that no hook sees. */
export function setSecurityHeaders(reply: FastifyReply): void {
  reply.headers(HEADERS).header("x-request-id", reply.request.id);
}
