import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { codeBlocks, readPage } from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const [program = "", ...others] = codeBlocks(readPage(root, "README.md"), "js");

test("the program of the README runs against the sources and prints a prediction", async () => {
  expect(others).toEqual([]);
  const flags = ["--import", "tsx", "--conditions=velum-source", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: root });
  expect(stdout).toMatch(/label: '(?:no )?disease'/);
  const [, probability] = /probability: ([\d.e-]+)/.exec(stdout)!;
  expect(Number(probability)).toBeGreaterThan(0);
  expect(Number(probability)).toBeLessThan(1);
});
