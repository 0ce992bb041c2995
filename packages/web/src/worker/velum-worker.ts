import type { CallName, Calls, FromWorker, ToWorker } from "./messages.ts";
import { PageError } from "./problem.ts";

/** How a call is ended, and who is told of its events. */
export interface CallSettings<Name extends CallName> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Calls[Name]["event"]) => void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: PageError) => void;
  readonly onEvent: ((event: never) => void) | undefined;
}

/** What of a Worker is used. */
export type WorkerPort = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

/** The page's side of the worker. */
export interface VelumWorker {
  /**
   * Asks the worker.
   * @throws PageError with the stable code of what went wrong; CALL_ABORTED when `signal` ended it
   * @example const answer = await worker.call("predict", { model: "heart", row });
   */
  call<Name extends CallName>(
    name: Name,
    argument: Calls[Name]["argument"],
    settings?: CallSettings<Name>,
  ): Promise<Calls[Name]["result"]>;
}

/** Speaks with a worker. Calls run at the same time, each under its own id. */
export function createVelumWorker(port: WorkerPort): VelumWorker {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  port.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if ("event" in data) {
      call.onEvent?.(data.event as never);
      return;
    }
    waiting.delete(data.id);
    if ("error" in data) call.reject(new PageError(data.error));
    else call.resolve(data.result as never);
  });
  // A worker that cannot start answers nothing.
  port.addEventListener("error", () => {
    const problem = { code: "WORKER_FAILED", message: "The part of the page that encrypts could not be started." };
    for (const { reject } of waiting.values()) {
      reject(new PageError({ ...problem, argument: undefined, expected: undefined, server: undefined }));
    }
    waiting.clear();
  });
  return Object.freeze({
    call<Name extends CallName>(name: Name, argument: Calls[Name]["argument"], settings: CallSettings<Name> = {}) {
      const id = next++;
      const { signal, onEvent } = settings;
      return new Promise<Calls[Name]["result"]>((resolve, reject) => {
        waiting.set(id, { resolve, reject, onEvent });
        port.postMessage({ id, call: name, argument } as ToWorker);
        const cancel = (): void => port.postMessage({ id, call: "cancel" } satisfies ToWorker);
        if (signal?.aborted === true) cancel();
        else signal?.addEventListener("abort", cancel, { once: true });
      });
    },
  });
}
