import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT } from "./exit-code.ts";
import { runCommandLine } from "./program.ts";
import { captureOutput } from "./test-support/capture.ts";

const page = readFileSync(new URL("../../../docs/command-line.md", import.meta.url), "utf8");
const sections = new Map(
  page
    .split(/^## velum /m)
    .map((section) => [section.split("\n")[0]!, section] as const)
    .slice(1),
);
const output = captureOutput();

const flagsOf = (text: string): readonly string[] => [...new Set(text.match(/--[a-z][a-z-]*/g))].sort();

describe("docs/command-line.md", () => {
  it("has every verb", async () => {
    await runCommandLine(["node", "velum", "--help"]);
    const verbs = [...output.stdout().matchAll(/^ {2}(\w+) .*\[options\]/gm)].map(([, verb]) => verb);
    expect([...sections.keys()].sort()).toEqual([...verbs].sort());
  });

  it.each([...sections.keys()])("lists the flags of velum %s, and no others", async (verb) => {
    expect(await runCommandLine(["node", "velum", verb, "--help"])).toBe(EXIT.done);
    const table = sections
      .get(verb)!
      .split("\n")
      .filter((line) => line.startsWith("| `--"));
    const listed = table.flatMap((line) => line.split("|")[1]!.match(/--[a-z-]+/g)!);
    const options = output
      .stdout()
      .split("\n")
      .filter((line) => /^ {2}-/.test(line));
    expect(listed.sort()).toEqual(
      options
        .flatMap((line) => flagsOf(line.slice(0, 40)))
        .filter((flag) => flag !== "--help")
        .sort(),
    );
  });
});
