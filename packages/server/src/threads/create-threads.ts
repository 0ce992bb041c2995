import { startThreads, type Threads } from "@velum/ckks/threads";
import { VelumError } from "@velum/protocol";
import { spawnHelper } from "./spawn-helper.ts";

/** More would wait for each other: a request has some ten independent tasks at a time. */
const MOST_THREADS = 16;

/**
 * Threads that share the work of each request, the calling one included. Answers are the same for any number.
 * @param count - 1 to 16
 * @throws VelumError SERVER_OPTION
 * @example const models = await loadModels("models", { threads: await createThreads(2) });
 */
export async function createThreads(count: number): Promise<Threads> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS) {
    const expected = `an integer from 1 to ${MOST_THREADS}`;
    throw new VelumError("SERVER_OPTION", { argument: "threads", expected, got: "another value" });
  }
  return startThreads(count, spawnHelper);
}
