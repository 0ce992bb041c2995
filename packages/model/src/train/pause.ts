/** Longest time without a look at the event loop, in ms: an abort or a drawing waits no longer than that. */
const LONGEST_SPELL = 50;

/**
 * A point at which long work lets other work run: every now and then it waits for the event loop.
 *
 * @throws the reason of the signal when it is aborted
 * @example
 * const pause = createPause(signal);
 * for (const part of parts) {
 *   await pause();
 *   work(part);
 * }
 */
export function createPause(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - last <= LONGEST_SPELL) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    last = performance.now();
  };
}
