import type { IncomingHttpHeaders } from "node:http";
import { VelumError } from "@velum/protocol";

/**
 * What the headers of an upload must say, before a byte of its body is read: octets, as they are, and as many as the plan's
 * key sets have.
 * @throws VelumError CONTENT_TYPE_UNSUPPORTED, KEY_SET_LENGTH
 */
export function checkUploadHeaders(headers: IncomingHttpHeaders, bytes: number): void {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/octet-stream") throw unsupported("Content-Type", "application/octet-stream", type);
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") throw unsupported("Content-Encoding", "none", encoding);
  const length = headers["content-length"];
  if (length === String(bytes)) return;
  const got = length === undefined ? "none" : "another length";
  throw new VelumError("KEY_SET_LENGTH", { argument: "Content-Length", expected: String(bytes), got });
}

const unsupported = (argument: string, expected: string, got: string | undefined): VelumError =>
  new VelumError("CONTENT_TYPE_UNSUPPORTED", { argument, expected, got: got === undefined ? "none" : "another" });
