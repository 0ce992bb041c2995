import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { loadKernels } from "./load-kernels.ts";

const wasm = readFileSync(fileURLToPath(new URL("../generated/kernels.wasm", import.meta.url)));

afterEach(() => {
  vi.restoreAllMocks();
});

test("the module is at most 64 KiB gzipped", () => {
  expect(gzipSync(wasm).length).toBeLessThanOrEqual(64 * 1024);
});

test("the base64 text is the module", async () => {
  const { kernelsBase64 } = await import("../generated/kernels-base64.ts");
  expect(Buffer.from(kernelsBase64, "base64").equals(wasm)).toBe(true);
});

test("one page is enough, and the module's own data ends where it says", async () => {
  const kernels = await loadKernels(new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
  expect(kernels.heapBase() % 16).toBe(0);
  expect(kernels.heapBase()).toBeLessThanOrEqual(65536);
});

test("an engine without SIMD gets a typed error", async () => {
  vi.resetModules();
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const { loadKernels: load } = await import("./load-kernels.ts");
  await expect(load(new WebAssembly.Memory({ initial: 1, maximum: 65536 }))).rejects.toMatchObject({
    code: "SIMD_UNAVAILABLE",
  });
});

test("the probe accepts this engine, so the error above comes from the missing feature alone", async () => {
  vi.resetModules();
  const validate = vi.spyOn(WebAssembly, "validate");
  const { loadKernels: load } = await import("./load-kernels.ts");
  await load(new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
  expect(validate.mock.results.map((r) => r.value)).toEqual([true]);
});
