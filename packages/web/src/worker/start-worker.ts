import { trustedScriptUrl } from "../security/trusted-types.ts";
import { createVelumWorker, type VelumWorker } from "./velum-worker.ts";
import workerUrl from "./worker.ts?worker&url";

/** Starts the worker of this tab. */
export function startWorker(): VelumWorker {
  const url = trustedScriptUrl(new URL(workerUrl, import.meta.url).href);
  return createVelumWorker(new Worker(url, { type: "module", name: "velum" }));
}
