import { type Context, createContextOn } from "../engine/context.ts";
import { Engine } from "../engine/engine.ts";
import type { KernelExports } from "../engine/kernel-exports.ts";
import { kernelBytes } from "../engine/load-kernels.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { createCrewBlocks, RecordingCrew } from "./crew.ts";
import { HELPER_SOURCE } from "./helper-source.ts";
import { shareMemory } from "./share-memory.ts";

/** A helper thread, as the environment has it. */
export interface Helper {
  /** When `ready` was called in it. */
  readonly ready: Promise<unknown>;
  readonly stop: () => Promise<unknown>;
}

/** Starts a thread that runs `body`, a function body of (start, ready), with a structured clone of `start`. */
export type SpawnHelper = (body: string, start: unknown) => Helper;

/** Threads that share the work of one operation. */
export interface Threads {
  readonly count: number;
  /** A context whose operations use all threads. Values are those of any other context of the parameters, to the bit. */
  createContext(parameters: Parameters): Context;
  /** Ends the helpers. Contexts of these threads must not be used afterwards. */
  stop(): Promise<void>;
}

/** A server of more cores answers more requests at once instead. */
const MOST_THREADS = 64;

/** 16 bytes of scratch, on a cache line of its own. */
const SCRATCH_BYTES = 64;

/**
 * Starts `count` threads on one shared memory, the calling one included. It waits in its turn for the others, so in a browser it must be a worker, and the
 * page isolated.
 * @throws CkksError ARGUMENT_INVALID, SIMD_UNAVAILABLE
 * @example const threads = await startThreads(2, spawnHelper);
 */
export async function startThreads(count: number, spawn: SpawnHelper): Promise<Threads> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `"count" expected an integer from 1 to ${MOST_THREADS}, got ${String(count)}`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
  const module = await WebAssembly.compile(shareMemory(kernelBytes()));
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = exports as unknown as KernelExports;
  const blocks = createCrewBlocks();
  const crew = count === 1 ? null : new RecordingCrew(blocks, kernels);
  const engine = new Engine(memory, kernels, crew);
  const helpers = Array.from({ length: count - 1 }, () =>
    spawn(HELPER_SOURCE, { module, memory, ...blocks, scratch: engine.allocate(SCRATCH_BYTES) }),
  );
  await Promise.all(helpers.map(({ ready }) => ready));
  const contexts = new Map<string, Context>();
  return Object.freeze({
    count,
    createContext(parameters: Parameters): Context {
      const context = contexts.get(parameters.digest) ?? createContextOn(engine, parameters);
      contexts.set(parameters.digest, context);
      return context;
    },
    async stop() {
      await Promise.all(helpers.map(({ stop }) => stop()));
    },
  });
}
