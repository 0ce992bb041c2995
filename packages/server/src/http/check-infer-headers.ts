import type { IncomingHttpHeaders } from "node:http";
import { VelumError } from "@velum/protocol";
import { checkDeclared } from "./read-body.ts";

/**
 * What the headers of an infer request must say, before a byte of its body is read. The content type is one that a page of
 * another origin cannot send without asking first (D3), and nothing is ever decompressed.
 * @param limit - most bytes of the body
 * @throws VelumError BODY_IS_JSON, CONTENT_TYPE_UNSUPPORTED, BODY_EMPTY, BODY_TOO_LARGE
 */
export function checkInferHeaders(headers: IncomingHttpHeaders, limit: number): void {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (headers["content-length"] === "0") throw new VelumError("BODY_EMPTY");
  if (type !== undefined && /^application\/(?:.+\+)?json$/.test(type)) throw new VelumError("BODY_IS_JSON");
  if (type !== "application/octet-stream") throw refuse("Content-Type", "application/octet-stream", type);
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw refuse("Content-Encoding", "none", encoding);
  checkDeclared(headers["content-length"], limit);
}

const refuse = (argument: string, expected: string, got: string | undefined): VelumError =>
  new VelumError("CONTENT_TYPE_UNSUPPORTED", { argument, expected, got: got === undefined ? "none" : "another" });
