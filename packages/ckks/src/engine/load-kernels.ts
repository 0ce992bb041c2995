import { CkksError } from "../errors.ts";
import { kernelsBase64 } from "../generated/kernels-base64.ts";
import type { KernelExports } from "./kernel-exports.ts";

/** The smallest module with a SIMD128 instruction: `i32.const 0; i8x16.splat; drop`. */
const simdProbe: Uint8Array<ArrayBuffer> = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
]);

let compiled: Promise<WebAssembly.Module> | undefined;

/** The module's bytes. @throws CkksError SIMD_UNAVAILABLE */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  if (!WebAssembly.validate(simdProbe)) {
    throw new CkksError("SIMD_UNAVAILABLE", "this engine has no WebAssembly SIMD128, which Velum's kernels need");
  }
  return Uint8Array.from(atob(kernelsBase64), (character) => character.charCodeAt(0));
}

/**
 * One instance of the kernels over `memory`, which belongs to it from byte 0 to `heapBase()`; one page is enough to start, and 65,536
 * are the maximum.
 * The module is compiled once; each instance has its own scratch.
 *
 * @throws {@link CkksError} SIMD_UNAVAILABLE
 * @example const kernels = await loadKernels(new WebAssembly.Memory({ initial: 16, maximum: 65536 }));
 */
export async function loadKernels(memory: WebAssembly.Memory): Promise<KernelExports> {
  compiled ??= WebAssembly.compile(kernelBytes());
  const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return instance.exports as unknown as KernelExports;
}
