import type { RunningServer } from "@velum/server";

/**
 * Tells of a server that is up, and keeps it up until a signal comes, or the process ends that started it with a channel. Who
 * was told may send the signal at once: it is listened for before.
 * @example await untilStopped(server, () => process.stdout.write(`${server.url}\n`));
 */
export async function untilStopped(server: RunningServer, tell: () => void): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve).once("disconnect", resolve);
  });
  tell();
  await signalled;
  await server.stop();
  // An open channel would keep the process alive.
  if (process.connected) process.disconnect();
}
