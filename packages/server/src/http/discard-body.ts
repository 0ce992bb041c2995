import type { IncomingMessage } from "node:http";

/** Bytes of a refused body that are read and dropped by default, so that the sender sees the answer and not a reset connection. */
const MAX_DISCARDED: number = 2 ** 20;

/** Drops what is left of a body after a refusal. A sender that goes on for longer loses the connection. */
export function discardBody(message: IncomingMessage, most: number = MAX_DISCARDED): void {
  if (message.complete !== false || message.destroyed) return;
  let discarded = 0;
  message.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > most) message.destroy();
  });
}
