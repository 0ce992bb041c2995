import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCsvFile, createCsvStream } from "./csv-output.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-output-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("gives the file its name when it is complete, readable by its owner alone", async () => {
  const path = join(folder, "a.csv");
  const output = await createCsvFile(path);
  for (let i = 0; i < 20_000; i++) await output.write([i, "=x"]);
  expect(existsSync(path)).toBe(false);
  await output.finish();
  expect(await readdir(folder)).toEqual(["a.csv"]);
  const lines = (await readFile(path, "utf8")).split("\n");
  expect([lines.length, lines[0], lines[19_999]]).toEqual([20_001, "0,'=x", "19999,'=x"]);
  expect((await stat(path)).mode & 0o077).toBe(0);
});

it("leaves nothing of a file that is given up, and keeps the former one", async () => {
  const path = join(folder, "a.csv");
  const former = await readFile(path, "utf8");
  const output = await createCsvFile(path);
  for (let i = 0; i < 20_000; i++) await output.write(["new"]);
  await output.discard();
  expect(await readdir(folder)).toEqual(["a.csv"]);
  expect(await readFile(path, "utf8")).toBe(former);
});

it("says so when the place cannot be written", async () => {
  await expect(createCsvFile(join(folder, "none", "b.csv"))).rejects.toMatchObject({ code: "FILE" });
});

it("waits for a slow reader, and ends when the reader goes away", async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const output = createCsvStream(stream);
  let written = 0;
  const writing = (async () => {
    for (; written < 100_000; written++) await output.write(["0123456789"]);
  })();
  await new Promise((resolve) => stream.once("readable", resolve));
  expect(written).toBeLessThan(20_000);
  stream.destroy();
  await expect(writing).rejects.toMatchObject({ code: "INTERRUPTED" });
});
