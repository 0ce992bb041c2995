import type { KernelExports, Pointer } from "./kernel-exports.ts";
import { loadKernels } from "./load-kernels.ts";

const PAGE = 65536;
const ALIGNMENT = 16;

/** Several threads that run recorded kernel calls on one memory. */
export interface Crew {
  /** Runs so many tasks, each of the calls that `record` makes; returns when all are done. */
  run(count: number, record: (index: number, kernels: KernelExports) => void): void;
}

/** Kernel calls on blocks that no other task writes. What it calls must not depend on what the calls compute. */
export type Task = (index: number, kernels: KernelExports, scratch: Scope) => void;

/** Tasks on shorter limbs take less time than another thread takes to notice them. */
const LEAST_SHARED = 4096;

/**
 * One WebAssembly instance with its memory, and who uses which bytes of it. Blocks are handed out by exact size and kept
 * for reuse by size: an engine works with few sizes (limbs times ring degree), so memory stays flat after the first round.
 */
export class Engine {
  readonly kernels: KernelExports;
  readonly #memory: WebAssembly.Memory;
  readonly #crew: Crew | null;
  readonly #free = new Map<number, Pointer[]>();
  readonly #residents = new WeakMap<Uint32Array, Pointer>();
  readonly #registry: FinalizationRegistry<readonly [Pointer, number]>;
  #end: number;
  #u8: Uint8Array<ArrayBuffer>;
  #u32: Uint32Array<ArrayBuffer>;
  #f64: Float64Array<ArrayBuffer>;

  constructor(memory: WebAssembly.Memory, kernels: KernelExports, crew: Crew | null = null) {
    this.#memory = memory;
    this.#crew = crew;
    this.kernels = kernels;
    this.#end = align(kernels.heapBase());
    this.#registry = new FinalizationRegistry(([pointer, bytes]) => this.release(pointer, bytes));
    this.#u8 = new Uint8Array(memory.buffer as ArrayBuffer);
    this.#u32 = new Uint32Array(this.#u8.buffer);
    this.#f64 = new Float64Array(this.#u8.buffer);
  }

  /** Bytes of memory now. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Views of the whole memory: take them after the last allocation, since growth replaces the buffer. */
  get u8(): Uint8Array<ArrayBuffer> {
    if (this.#u8.buffer !== this.#memory.buffer) this.#takeViews();
    return this.#u8;
  }

  get u32(): Uint32Array<ArrayBuffer> {
    if (this.#u32.buffer !== this.#memory.buffer) this.#takeViews();
    return this.#u32;
  }

  get f64(): Float64Array<ArrayBuffer> {
    if (this.#f64.buffer !== this.#memory.buffer) this.#takeViews();
    return this.#f64;
  }

  /** A block of at least `bytes` bytes; its contents are whatever was there. */
  allocate(bytes: number): Pointer {
    const size = align(bytes);
    const reused = this.#free.get(size)?.pop();
    if (reused !== undefined) return reused;
    const pointer = this.#end;
    this.#end += size;
    const missing = this.#end - this.memoryBytes;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return pointer;
  }

  /** Gives a block back. `bytes` is what `allocate` was asked for. */
  release(pointer: Pointer, bytes: number): void {
    const size = align(bytes);
    const list = this.#free.get(size);
    if (list === undefined) this.#free.set(size, [pointer]);
    else list.push(pointer);
  }

  /** Copies words into memory. */
  load(pointer: Pointer, words: Uint32Array): void {
    this.u32.set(words, pointer / 4);
  }

  /** Copies words out of memory. */
  store(pointer: Pointer, words: number): Uint32Array<ArrayBuffer> {
    return this.u32.slice(pointer / 4, pointer / 4 + words);
  }

  /**
   * The address of a copy of `words` that stays in memory as long as the array lives: for keys and weights, whose copy at
   * each operation would cost as much as the operation. The array must not change afterwards.
   * @param prepare - what happens to the copy before its first use: always the same for one array
   */
  resident(words: Uint32Array, prepare: (copy: Pointer) => void = () => {}): Pointer {
    const known = this.#residents.get(words);
    if (known !== undefined) return known;
    const pointer = this.allocate(words.byteLength);
    this.load(pointer, words);
    prepare(pointer);
    this.#residents.set(words, pointer);
    this.#registry.register(words, [pointer, words.byteLength]);
    return pointer;
  }

  /** Runs `work` with scratch blocks that are given back when it ends, however it ends. */
  scoped<T>(work: (scope: Scope) => T): T {
    const scope = new Scope(this, false);
    try {
      return work(scope);
    } finally {
      scope.close();
    }
  }

  /**
   * Runs tasks that do not depend on each other, on all threads if there are several; results are the same for any number. Scratch
   * blocks go back when their task ends, or all tasks.
   * @param words - the length of the limbs that they work on
   */
  parallel(count: number, words: number, task: Task): void {
    const crew = this.#crew;
    if (crew === null || count < 2 || words < LEAST_SHARED) {
      for (let index = 0; index < count; index++) this.scoped((scratch) => task(index, this.kernels, scratch));
      return;
    }
    this.scoped((scratch) => crew.run(count, (index, kernels) => task(index, kernels, scratch)));
  }

  /** As `scoped`, and zeroes the blocks first: for everything that touched a secret (C8, best effort). */
  scopedSecret<T>(work: (scope: Scope) => T): T {
    const scope = new Scope(this, true);
    try {
      return work(scope);
    } finally {
      scope.close();
    }
  }

  #takeViews(): void {
    const buffer = this.#memory.buffer as ArrayBuffer;
    this.#u8 = new Uint8Array(buffer);
    this.#u32 = new Uint32Array(buffer);
    this.#f64 = new Float64Array(buffer);
  }
}

/** Scratch blocks of one operation. */
export class Scope {
  readonly #engine: Engine;
  readonly #secret: boolean;
  readonly #blocks: (readonly [Pointer, number])[] = [];

  constructor(engine: Engine, secret: boolean) {
    this.#engine = engine;
    this.#secret = secret;
  }

  allocate(bytes: number): Pointer {
    const pointer = this.#engine.allocate(bytes);
    this.#blocks.push([pointer, bytes]);
    return pointer;
  }

  /** A block with the words in it. */
  load(words: Uint32Array): Pointer {
    const pointer = this.allocate(words.byteLength);
    this.#engine.load(pointer, words);
    return pointer;
  }

  /** A block with the bytes in it. */
  loadBytes(bytes: Uint8Array): Pointer {
    const pointer = this.allocate(bytes.length);
    this.#engine.u8.set(bytes, pointer);
    return pointer;
  }

  /** A block with pointers in it, as kernels take lists. */
  pointers(list: readonly Pointer[]): Pointer {
    const pointer = this.allocate(4 * list.length);
    this.#engine.u32.set(list, pointer / 4);
    return pointer;
  }

  close(): void {
    for (const [pointer, bytes] of this.#blocks) {
      if (this.#secret) this.#engine.kernels.wipe(pointer, bytes);
      this.#engine.release(pointer, bytes);
    }
    this.#blocks.length = 0;
  }
}

const align = (bytes: number): number => Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);

let shared: Promise<Engine> | undefined;

/** The engine of this thread, instantiated at the first call. @throws CkksError SIMD_UNAVAILABLE */
export function sharedEngine(): Promise<Engine> {
  shared ??= createEngine();
  return shared;
}

async function createEngine(): Promise<Engine> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
  return new Engine(memory, await loadKernels(memory));
}
