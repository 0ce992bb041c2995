import type { KernelExports, Pointer } from "../src/engine/kernel-exports.ts";
import { MODULUS_WORDS, nttTableWords } from "../src/engine/kernel-exports.ts";
import { loadKernels } from "../src/engine/load-kernels.ts";
import { primitiveRoot } from "./primes.ts";

const GUARD = 0xa5;
const GUARD_BYTES = 32;

/** Kernels over a memory where every block is followed by guard bytes, so that a write out of bounds is seen. */
export class KernelMemory {
  readonly kernels: KernelExports;
  readonly #memory: WebAssembly.Memory;
  #top = 0;
  #guards: number[] = [];

  private constructor(kernels: KernelExports, memory: WebAssembly.Memory) {
    this.kernels = kernels;
    this.#memory = memory;
    this.reset();
  }

  static async create(megabytes = 16): Promise<KernelMemory> {
    const memory = new WebAssembly.Memory({ initial: megabytes * 16, maximum: 65536 });
    return new KernelMemory(await loadKernels(memory), memory);
  }

  /** Forgets all blocks. The first guard sits directly above the module's own data. */
  reset(): void {
    this.#top = this.kernels.heapBase();
    this.#guards = [];
    this.#guard();
  }

  #guard(): void {
    this.bytes(this.#top, GUARD_BYTES).fill(GUARD);
    this.#guards.push(this.#top);
    this.#top = (this.#top + GUARD_BYTES + 15) & ~15;
  }

  allocate(bytes: number): Pointer {
    const at = this.#top;
    this.bytes(at, bytes).fill(GUARD);
    this.#top += bytes;
    this.#guard();
    return at;
  }

  /** True while nothing was written between the blocks. */
  get intact(): boolean {
    return this.#guards.every((at) => this.bytes(at, GUARD_BYTES).every((b) => b === GUARD));
  }

  bytes(at: Pointer, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }
  words(at: Pointer, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, at, length);
  }
  signed(at: Pointer, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, length);
  }
  floats(at: Pointer, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, length);
  }
  /** The integers hi * 2^32 + lo of `sampleWide`. */
  wide(at: Pointer, length: number): bigint[] {
    const pairs = new BigInt64Array(this.#memory.buffer, at, 2 * length);
    return Array.from({ length }, (_, i) => (pairs[2 * i]! << 32n) + pairs[2 * i + 1]!);
  }

  putBytes(values: ArrayLike<number>): Pointer {
    const at = this.allocate(values.length);
    this.bytes(at, values.length).set(values);
    return at;
  }
  putWords(values: ArrayLike<number>): Pointer {
    const at = this.allocate(4 * values.length);
    this.words(at, values.length).set(values);
    return at;
  }
  putFloats(values: ArrayLike<number>): Pointer {
    const at = this.allocate(8 * values.length);
    this.floats(at, values.length).set(values);
    return at;
  }
  putWide(values: readonly bigint[]): Pointer {
    const at = this.allocate(16 * values.length);
    const pairs = new BigInt64Array(this.#memory.buffer, at, 2 * values.length);
    values.forEach((x, i) => {
      pairs[2 * i] = x >> 32n;
      pairs[2 * i + 1] = BigInt.asUintN(32, x);
    });
    return at;
  }

  putModulus(q: number, n: number): Pointer {
    const m = this.allocate(4 * MODULUS_WORDS);
    this.kernels.initModulus(m, q, n);
    return m;
  }
  putNtt(q: number, n: number): { m: Pointer; psi: bigint } {
    const m = this.putModulus(q, n);
    const psi = primitiveRoot(q, n);
    this.kernels.initNtt(m, this.allocate(4 * nttTableWords(n)), psi);
    return { m, psi: BigInt(psi) };
  }
}
