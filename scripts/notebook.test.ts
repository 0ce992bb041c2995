import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hasScikitLearn } from "./doc-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const path = join(root, "examples/scikit-learn.ipynb");
const python = (...args: readonly string[]) =>
  spawnSync(join(root, ".venv/bin/python"), args, { cwd: root, encoding: "utf8" });

interface Cell {
  readonly cell_type: string;
  readonly outputs?: readonly { readonly text: readonly string[] }[];
}
const cells: readonly Cell[] = JSON.parse(readFileSync(path, "utf8")).cells;
const stored = cells.flatMap((cell) => (cell.outputs ?? []).flatMap((output) => output.text)).join("");

describe("the notebook", () => {
  test("shows what its cells print", () => {
    expect(stored).toContain("passed: True");
    expect(stored).toContain("within 0.001 of scikit-learn: True");
  });

  test.skipIf(!hasScikitLearn(root))(
    "runs from top to bottom (skipped without scikit-learn and skl2onnx in .venv), and prints what it shows",
    () => {
      const { status, stdout, stderr } = python("scripts/run-notebook.py", path);
      expect(status, stderr).toBe(0);
      const lines = stdout.replaceAll(/^\[\d+\] /gm, "");
      // Figures of encrypted answers differ a little each time, words do not.
      const words = (text: string): string => text.replaceAll(/\d+(?:\.\d+)?/g, "#");
      expect(words(lines).trim()).toBe(words(stored).trim());
    },
    300_000,
  );
});

test("a cell that fails makes the script fail", () => {
  const program = `import json, runpy, sys, tempfile
name = tempfile.mktemp(suffix=".ipynb")
json.dump({"cells": [{"cell_type": "code", "source": ["1 / 0"]}]}, open(name, "w"))
sys.argv = ["run-notebook.py", name]
runpy.run_path("scripts/run-notebook.py", run_name="__main__")`;
  const { status, stderr } = spawnSync("python3", ["-c", program], { cwd: root, encoding: "utf8" });
  expect(status).not.toBe(0);
  expect(stderr).toContain("ZeroDivisionError");
});
