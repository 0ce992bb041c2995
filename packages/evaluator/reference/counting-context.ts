import type { Context, Parameters } from "@velum/ckks";
import { Engine } from "../../ckks/src/engine/engine.ts";
import type { KernelExports, Pointer } from "../../ckks/src/engine/kernel-exports.ts";
import { loadKernels } from "../../ckks/src/engine/load-kernels.ts";
import { Ring } from "../../ckks/src/engine/ring.ts";

/** A context of its own memory that counts kernel calls and blocks in use. */
export interface CountingContext extends Context {
  /** Calls by kernel since the last reset. */
  readonly calls: Map<string, number>;
  /** Blocks of memory handed out and not given back. */
  blocksInUse(): number;
}

class CountingEngine extends Engine {
  blocks = 0;

  override allocate(bytes: number): Pointer {
    this.blocks++;
    return super.allocate(bytes);
  }

  override release(pointer: Pointer, bytes: number): void {
    this.blocks--;
    super.release(pointer, bytes);
  }
}

export async function countingContext(parameters: Parameters): Promise<CountingContext> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
  const calls = new Map<string, number>();
  const counted = Object.entries(await loadKernels(memory)).map(([name, kernel]) => [
    name,
    (...args: readonly never[]) => {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return (kernel as (...args: readonly never[]) => unknown)(...args);
    },
  ]);
  const engine = new CountingEngine(memory, Object.fromEntries(counted) as KernelExports);
  return { parameters, ring: new Ring(engine, parameters), calls, blocksInUse: () => engine.blocks };
}
