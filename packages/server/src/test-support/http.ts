import { connect } from "node:net";
import type { RunningServer } from "../listen.ts";

/** Writes bytes to a server's socket as they are, and returns what it answers until it closes or the writer hangs up. */
export function sendRaw({ port }: RunningServer, bytes: string | Uint8Array, hangUp = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.on("error", reject);
    socket.write(bytes, () => {
      if (hangUp) socket.destroy();
    });
  });
}
