import type { IncomingMessage } from "node:http";
import { VelumError } from "@velum/protocol";

/** The first bytes of a body, which decide whether the rest is read. */
export interface BodyHead {
  readonly bytes: number;
  /** Throws what the sender is told. */
  readonly check: (head: Uint8Array) => void;
}

/**
 * Reads a body of at most `limit` bytes. A declared length above it is refused before a byte is read; bytes that come in
 * chunks are counted as they come, and the first one too many ends the reading.
 * @param head - looked at as soon as it is there
 * @throws VelumError BODY_TOO_LARGE, what `head.check` throws, HTTP_MALFORMED for a body that ends early
 */
export async function readBody(message: IncomingMessage, limit: number, head?: BodyHead): Promise<Uint8Array> {
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
      if (length > limit) {
        settle(() => reject(tooLarge(limit, "more")));
        return;
      }
      chunks.push(chunk);
      if (head === undefined || length < head.bytes || length - chunk.length >= head.bytes) return;
      try {
        head.check(Buffer.concat(chunks).subarray(0, head.bytes));
      } catch (error) {
        settle(() => reject(error));
      }
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
