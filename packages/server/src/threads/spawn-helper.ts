import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { SpawnHelper } from "@velum/ckks/threads";

/**
 * Helper threads of Node. They hold ciphertexts and keys that came from clients, no secret key, and do not keep the process alive. Options of
 * the process, such as loaders of source files, are not for them.
 * @example const threads = await startThreads(2, spawnHelper);
 */
export const spawnHelper: SpawnHelper = (body, start) => {
  const source = `const { parentPort, workerData: start } = require("node:worker_threads");
const ready = () => parentPort.postMessage("ready");
${body}`;
  const worker = new Worker(source, { eval: true, workerData: start, execArgv: [] });
  worker.unref();
  return { ready: once(worker, "message"), stop: () => worker.terminate() };
};
