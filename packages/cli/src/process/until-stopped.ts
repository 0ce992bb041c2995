import type { RunningServer } from "@velum/server";

/** A signal stops the server, and so does the end of the process that started it, where it was started with a channel. */
export async function untilStopped(server: RunningServer): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve).once("disconnect", resolve);
  });
  await server.stop();
  // An open channel would keep the process alive.
  if (process.connected) process.disconnect();
}
