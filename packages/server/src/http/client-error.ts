import type { Socket } from "node:net";
import { rawProblem } from "./problems.ts";

const TIMEOUTS: ReadonlySet<string | undefined> = new Set(["ERR_HTTP_REQUEST_TIMEOUT"]);

/** What Node's HTTP parser refuses never becomes a request: the answer is written to the socket, which then closes. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // The other side has gone, or has part of an answer already.
  if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  socket.end(rawProblem(TIMEOUTS.has(error.code) ? "HTTP_TIMEOUT" : "HTTP_MALFORMED"));
}
