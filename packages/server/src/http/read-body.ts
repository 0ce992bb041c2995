import type { IncomingMessage } from "node:http";
import { VelumError } from "@velum/protocol";

/**
 * Reads a body of at most `limit` bytes. A declared length above it is refused before a byte is read; bytes that come in
 * chunks are counted as they come, and the first one too many ends the reading.
 * @throws VelumError BODY_TOO_LARGE, HTTP_MALFORMED for a body that ends early
 */
export async function readBody(message: IncomingMessage, limit: number): Promise<Uint8Array> {
  checkDeclared(message.headers["content-length"], limit);
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      message.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      act();
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) settle(() => reject(tooLarge(limit, "more")));
      else chunks.push(chunk);
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, length)));
    const onClose = (): void => settle(() => reject(new VelumError("HTTP_MALFORMED")));
    message.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

/** @throws VelumError BODY_TOO_LARGE */
export function checkDeclared(contentLength: string | undefined, limit: number): void {
  if (contentLength !== undefined && Number(contentLength) > limit) throw tooLarge(limit, contentLength);
}

const tooLarge = (limit: number, got: string): VelumError =>
  new VelumError("BODY_TOO_LARGE", { argument: "body", expected: `at most ${limit} bytes`, got });
