import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { anchorsOf, codeBlocks, linksOf, markdownFiles, picturesOf, readPage } from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const isRelative = (target: string): boolean => !/^[a-z]+:/.test(target);

/** What is wrong with a link of a page, if anything. */
function judge(page: string, target: string): string | undefined {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), path));
  if (file.startsWith("..")) return `${page}: ${target} leaves the repository`;
  if (!existsSync(join(root, file))) return `${page}: ${target} does not exist`;
  if (anchor === undefined || !file.endsWith(".md") || anchorsOf(readPage(root, file)).has(anchor)) return undefined;
  return `${page}: ${target} names no heading`;
}

describe("links of the documents", () => {
  const pages = markdownFiles(root);

  test("the pages of the repository are found", () => {
    expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/errors.md", "data/README.md"]));
    expect(pages.filter((page) => page.includes("node_modules"))).toEqual([]);
  });

  test.each(pages)("%s", (page) => {
    const text = readPage(root, page);
    const targets = [...linksOf(text).map((link) => link.target), ...picturesOf(text)].filter(isRelative);
    expect(targets.map((target) => judge(page, target)).filter((wrong) => wrong !== undefined)).toEqual([]);
  });

  test("a file that is not there, a heading that is not there and a way out are noticed", () => {
    expect(judge("docs/errors.md", "no-such-page.md")).toMatch(/does not exist/);
    expect(judge("docs/errors.md", "../README.md#no-such-heading")).toMatch(/names no heading/);
    expect(judge("docs/errors.md", "../../elsewhere.md")).toMatch(/leaves the repository/);
    expect(judge("docs/errors.md", "formats.md#frames")).toBeUndefined();
  });
});

describe("reading Markdown", () => {
  test("links are found in prose, not in code", () => {
    const page = "See [a](b.md) and `[c](d.md)`.\n\n```ts\n[e](f.md)\n```\n\n[g `h`](i.md#j)";
    expect(linksOf(page).map((link) => link.target)).toEqual(["b.md", "i.md#j"]);
  });

  test("anchors are GitHub's", () => {
    expect([...anchorsOf("# What it does, and not\n## `x` and `y`\n## A\n## A\n```sh\n# no heading\n```\n")]).toEqual([
      "what-it-does-and-not",
      "x-and-y",
      "a",
      "a-1",
    ]);
  });

  test("code blocks are told apart by language", () => {
    expect(codeBlocks("```ts\n1\n```\n\n```sh\n2\n```\n\n```\n3\n```\n", "ts")).toEqual(["1\n"]);
  });
});
