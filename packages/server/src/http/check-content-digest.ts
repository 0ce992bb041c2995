import type { IncomingHttpHeaders } from "node:http";
import { CONTENT_DIGEST, matchesContentDigest, VelumError } from "@velum/protocol";

/** Compares a body with its sender's digest, where it names one (RFC 9530). @throws VelumError CONTENT_DIGEST */
export function checkContentDigest(headers: IncomingHttpHeaders, body: Uint8Array): void {
  if (matchesContentDigest(headers[CONTENT_DIGEST]?.toString(), body)) return;
  throw new VelumError("CONTENT_DIGEST", {
    argument: "Content-Digest",
    expected: "the SHA-256 of the body",
    got: "another",
  });
}
