import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPage } from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readPage(root, "docs/threat-model.md");
const COUNTS = { A: 13, B: 10, C: 11, D: 5, E: 10 };
const rows = Array.from(page.matchAll(/^\| ([A-E]\d+) \|.*\| ([^|]+) \|$/gm), ([, id, state]) => ({
  id: id!,
  state: state!,
}));

/** Sources of the packages, of scripts and of private workspaces. */
function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist", "generated"].includes(entry.name) ? [] : sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

describe("the findings of the threat model", () => {
  test("are all of the review, once, in order", () => {
    const all = Object.entries(COUNTS).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, i) => `${letter}${i + 1}`),
    );
    expect(rows.map((row) => row.id)).toEqual(all);
  });

  test.each(rows)("$id has one of the four states", ({ state }) => {
    expect(state).toMatch(/^\*\*(done|part|later|open when)\*\*/);
  });

  test("say what is done with a test, or that it is a sentence", () => {
    const sentences = ["B6", "B8", "B10", "C10", "C11", "E10"];
    const untested = rows.filter(({ state }) => state.startsWith("**done**") && !/\.test\.ts\)/.test(state));
    expect(untested.map((row) => row.id)).toEqual(sentences);
  });

  test("include every one that code or tests cite", () => {
    const ids = new Set(rows.map((row) => row.id));
    const cited = ["packages", "scripts", "conformance"]
      .flatMap(sources)
      .flatMap((file) =>
        Array.from(
          readFileSync(join(root, file), "utf8").matchAll(/\((?:finding )?([A-E]\d{1,2})((?:, [A-E]\d{1,2})*)\)/g),
          ([, first, others]) => [first!, ...others!.split(", ").filter((id) => id !== "")],
        ).flat(),
      );
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter((id) => !ids.has(id))).toEqual([]);
  });
});
