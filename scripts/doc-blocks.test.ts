import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blocksOf, type DocBlock, docBlocks, judgeMarker } from "./doc-blocks.ts";
import { type DocFolder, openDocFolder } from "./doc-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const blocks = docBlocks(root);
const pages = [...new Set(blocks.map((block) => block.page))];
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;

test("each block of each page says how it is run", () => {
  expect(blocks.map(judgeMarker).filter((wrong) => wrong !== undefined)).toEqual([]);
  expect(pages).toContain("README.md");
});

describe.each(pages)("the blocks of %s", (page) => {
  const own = blocks.filter((block) => block.page === page);
  let folder: DocFolder;
  let printed = "";
  let failed: string | undefined;

  beforeAll(async () => {
    folder = await openDocFolder(root);
  });
  afterAll(() => folder.close());

  test.each(own.map((block) => [`${block.language} ${block.marker}, line ${block.line}`, block] as const))(
    "%s",
    async (name, block) => {
      expect(failed, "the page had failed before").toBeUndefined();
      failed = name;
      if (block.marker === "prints") expect(printed).toMatch(patternOf(block.code));
      else if (block.marker === "ci") expect(unknownCommands(block)).toEqual([]);
      else printed = await folder.run(block);
      failed = undefined;
    },
    180_000,
  );
});

/** What a page says that is printed, where … stands for anything, and any space for any other. */
function patternOf(text: string): RegExp {
  const lines = text.trim().split(/…/);
  const parts = lines.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/g, "\\s+"));
  return new RegExp(parts.join("[\\s\\S]*?"));
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
