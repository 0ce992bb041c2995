import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { withBundleFile } from "./heart-bundle.ts";

it("hands out the bundle as a file that only its owner can read, and removes it however its use ends", async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  let seen = "";
  const use = async (file: string) => {
    seen = file;
    expect(new Uint8Array(await readFile(file))).toEqual(bytes);
    expect((await stat(file)).mode & 0o077).toBe(0);
  };
  await withBundleFile(bytes, use);
  expect(existsSync(dirname(seen))).toBe(false);
  await expect(
    withBundleFile(bytes, async (file) => {
      await use(file);
      throw new RangeError("server");
    }),
  ).rejects.toThrow(RangeError);
  expect(existsSync(dirname(seen))).toBe(false);
});
