import { VelumError } from "@velum/protocol";
import type { FastifyInstance } from "fastify";

/**
 * Refuses requests that a page of another origin makes a browser send (D3). The Host header must be a name that the server
 * was told to answer to, which stops DNS rebinding: a rebound page still names its own host. An Origin header, which
 * browsers send with every cross-origin POST, must be the server's own or one that it was told of. Programs send none.
 */
export function addCallerCheck(
  app: FastifyInstance,
  allowedHosts: ReadonlySet<string>,
  allowedOrigins: ReadonlySet<string>,
): void {
  app.addHook("onRequest", async ({ headers }) => {
    checkHost(headers.host, allowedHosts);
    checkOrigin(headers.origin, headers.host, allowedOrigins);
  });
}

/**
 * A request without a Host is no HTTP/1.1 (RFC 9112, 3.2).
 * @throws VelumError HTTP_MALFORMED, HOST_REFUSED
 */
export function checkHost(host: string | undefined, allowed: ReadonlySet<string>): void {
  const context = { argument: "Host", expected: "a name of this server" };
  if (host === undefined) throw new VelumError("HTTP_MALFORMED", { ...context, got: "none" });
  if (allowed.has(host.toLowerCase().replace(/:\d{1,5}$/, ""))) return;
  throw new VelumError("HOST_REFUSED", { ...context, got: "another name" });
}

/**
 * Behind a proxy that ends TLS the scheme is not ours to see, so host and port are compared alone.
 * @throws VelumError ORIGIN_REFUSED
 */
export function checkOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlySet<string> = new Set(),
): void {
  if (origin === undefined || allowed.has(origin)) return;
  const own = host?.toLowerCase();
  if (origin === `http://${own}` || origin === `https://${own}`) return;
  throw new VelumError("ORIGIN_REFUSED", {
    argument: "Origin",
    expected: "none, the server's own, or an allowed one",
    got: "another origin",
  });
}
