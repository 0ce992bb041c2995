import { createHash, timingSafeEqual } from "node:crypto";
import { VelumError } from "@velum/protocol";
import type { FastifyInstance } from "fastify";

/**
 * Asks for `Authorization: Bearer …` (RFC 6750, 2.1) where a server has a token: what it is and whether it lives is open, as
 * are the page and its material; models and key sets are not (D3, E9). A token is taken from the header alone, never from an
 * address, which logs and histories keep.
 */
export function addTokenCheck(app: FastifyInstance, token: string | undefined): void {
  if (token === undefined) return;
  const isKnown = createTokenCheck(token);
  app.addHook("onRequest", async ({ headers, routeOptions }, reply) => {
    if (isOpen(routeOptions.url) || isKnown(headers.authorization)) return;
    reply.header("www-authenticate", "Bearer");
    throw new VelumError("UNAUTHORIZED");
  });
}

/** Judged by the route's pattern, not by the address, so that no spelling of an address is open by accident. */
const isOpen = (route: string | undefined): boolean =>
  route === undefined || !route.startsWith("/v2/") || route.startsWith("/v2/health/");

/** Digests are compared, so that neither length nor place of a difference shows in the time. */
function createTokenCheck(token: string): (header: string | undefined) => boolean {
  const expected = digest(token);
  return (header) => {
    const given = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
