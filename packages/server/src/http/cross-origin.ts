import type { FastifyInstance } from "fastify";

/** What pages of other origins may read of an answer, beside its body (Fetch standard, CORS protocol). */
const EXPOSED = [
  "Content-Digest",
  "ETag",
  "Inference-Header-Content-Length",
  "Retry-After",
  "Server-Timing",
  "X-Request-Id",
].join(", ");
const METHODS = "GET, HEAD, POST, PUT, DELETE";
const HEADERS = "Authorization, Content-Type, Content-Digest, If-None-Match, Inference-Header-Content-Length";
/** Seconds that a browser may remember a preflight. */
const MAX_AGE = "600";

/**
 * Lets pages of the listed origins call, each by its exact name and without cookies: `velum ui` serves such a page. The
 * caller check has refused every other origin before (D3).
 */
export function addCrossOrigin(app: FastifyInstance, allowed: ReadonlySet<string>): void {
  if (allowed.size === 0) return;
  app.addHook("onRequest", async ({ method, headers }, reply) => {
    reply.header("vary", "Origin");
    const { origin } = headers;
    if (origin === undefined || !allowed.has(origin)) return;
    reply.header("access-control-allow-origin", origin).header("access-control-expose-headers", EXPOSED);
    if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return;
    await reply
      .headers({
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": HEADERS,
        "access-control-max-age": MAX_AGE,
      })
      .code(204)
      .send();
  });
}
