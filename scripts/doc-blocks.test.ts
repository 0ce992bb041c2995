import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blocksOf, type DocBlock, docBlocks, judgeMarker } from "./doc-blocks.ts";
import { hasBrowser } from "./doc-browser.ts";
import { type DocFolder, hasScikitLearn, openDocFolder } from "./doc-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const blocks = docBlocks(root);
const pages = [...new Set(blocks.map((block) => block.page))];
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;

test("each block of each page says how it is run", () => {
  expect(blocks.map(judgeMarker).filter((wrong) => wrong !== undefined)).toEqual([]);
  expect(pages).toContain("README.md");
});

/** What a block needs that this machine has not. */
function missingFor({ marker }: DocBlock): string | undefined {
  if (marker.startsWith("browser=") && !hasBrowser) return "no Chromium";
  return marker.endsWith(".py") && !hasScikitLearn(root) ? "no scikit-learn and skl2onnx in .venv" : undefined;
}

describe.each(pages)("the blocks of %s", (page) => {
  const own = blocks.filter((block) => block.page === page);
  let folder: DocFolder;
  let printed = "";
  let stopped: string | undefined;

  beforeAll(async () => {
    folder = await openDocFolder(root);
  });
  afterAll(() => folder.close());

  for (const block of own) {
    test(`line ${block.line}: ${block.language} ${block.marker}`, { timeout: 180_000 }, async ({ skip }) => {
      stopped ??= missingFor(block);
      if (stopped !== undefined) skip(stopped);
      stopped = `line ${block.line} failed`;
      if (block.marker === "prints") expect(printed).toMatch(patternOf(block.code));
      else if (block.marker === "ci") expect(unknownCommands(block)).toEqual([]);
      else printed = await folder.run(block);
      stopped = undefined;
    });
  }
});

/** What a page says that is printed, where … stands for anything, and any space for any other. */
function patternOf(text: string): RegExp {
  const parts = text.split("…").map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.map((part) => part.replaceAll(/\s+/g, "\\s+")).join("[\\s\\S]*?"));
}

/** Commands that are none of npm's own and no script of package.json. */
function unknownCommands({ code }: DocBlock): readonly string[] {
  return code
    .replaceAll(/#.*$/gm, "")
    .split(/\n|&&/)
    .map((command) => command.trim())
    .filter((command) => command !== "" && !/^npm (?:ci|cit)$/.test(command))
    .filter((command) => {
      const file = /^node (\S+)$/.exec(command)?.[1];
      if (file !== undefined) return !existsSync(join(root, file));
      const script = /^npm (?:run (?:--silent )?)?(\w+)/.exec(command)?.[1];
      return script === undefined || scripts[script] === undefined;
    });
}

describe("the markers", () => {
  const judge = (fence: string) => judgeMarker(blocksOf("a.md", `\n${fence}\nx\n\`\`\`\n`)[0]!);

  test("are demanded, by language", () => {
    expect(judge("```")).toMatch(/a\.md:2: say how/);
    expect(judge("```sh")).toMatch(/say how/);
    expect(judge("```sh guess")).toMatch(/say how/);
    expect(judge("```python run")).toMatch(/run is for sh/);
    expect(judge("```js file")).toMatch(/file and a file's name/);
    expect(judge("```sh run=x")).toMatch(/run and a file's name/);
    expect(judge("```js program=ask.mjs")).toBeUndefined();
  });

  test("a command that does not exist is noticed", () => {
    const [block] = blocksOf("a.md", "```sh ci\nnpm ci && npm start # x\nnpm run nothing\nmake\n```\n");
    expect(unknownCommands(block!)).toEqual(["npm run nothing", "make"]);
  });

  test("what is printed is compared, … aside", () => {
    expect("label: 'disease',\n probability: 0.93 }").toMatch(patternOf("label: '…disease', probability: 0.…"));
    expect("label: none").not.toMatch(patternOf("label: '…'"));
  });

  test("a block that fails, fails", async () => {
    const folder = await openDocFolder(root);
    const run = (text: string) => folder.run(blocksOf("a.md", text)[0]!);
    await expect(run("```sh run\nfalse | true\n```\n")).rejects.toThrow("ended with 1");
    await expect(run("```js program=a.mjs\nthrow new Error('here')\n```\n")).rejects.toThrow("here");
    await expect(run("```python elsewhere\ndef (:\n```\n")).rejects.toThrow("SyntaxError");
    await expect(run("```ts types\nconst x: number = 'a';\n```\n")).rejects.toThrow("TS2322");
    await expect(run("```sh serve\nvelum serve nothing.velum --port 8080\n```\n")).rejects.toThrow("no address");
    await folder.close();
  });
});
