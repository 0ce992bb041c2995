import { CliError } from "../cli-error.ts";

/** Aborts at the first Ctrl-C or termination; a second one ends the process at once, and the server with it. */
export function watchSignals(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once("SIGINT", abort).once("SIGTERM", abort);
  return controller.signal;
}

/** @throws CliError INTERRUPTED after a signal */
export function requireRunning(interrupted: AbortSignal): void {
  if (interrupted.aborted) throw new CliError("INTERRUPTED");
}
