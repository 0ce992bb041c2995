import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withDemoFiles } from "./demo-files.ts";

it("hands out files that only their owner can read, and removes them however their use ends", async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  let seen = "";
  const use = async (folder: string) => {
    seen = folder;
    const file = join(folder, "models/heart.velum");
    expect(new Uint8Array(await readFile(file))).toEqual(bytes);
    expect((await stat(file)).mode & 0o077).toBe(0);
  };
  const files = { "models/heart.velum": bytes, "a.txt": "a" };
  await withDemoFiles(files, use);
  expect(existsSync(seen)).toBe(false);
  await expect(
    withDemoFiles(files, async (folder) => {
      await use(folder);
      throw new RangeError("server");
    }),
  ).rejects.toThrow(RangeError);
  expect(existsSync(seen)).toBe(false);
});
