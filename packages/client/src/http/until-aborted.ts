import { VelumClientError } from "../errors.ts";

/** What a promise gives, unless the signal comes first: work that others wait for goes on. @throws VelumClientError CALL_ABORTED */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new VelumClientError("CALL_ABORTED"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
