import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A link of a page, as written. */
export interface Link {
  readonly text: string;
  readonly target: string;
}

const NOT_OURS: ReadonlySet<string> = new Set(["node_modules", "dist", "coverage"]);

/** All pages of the repository, relative to its root. Folders whose names begin with a dot are not looked into. */
export function markdownFiles(root: string, folder = ""): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return NOT_OURS.has(entry.name) || entry.name.startsWith(".") ? [] : markdownFiles(root, path);
    }
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** The text of a page. */
export const readPage = (root: string, page: string): string => readFileSync(join(root, page), "utf8");

/** The links of a page; what stands in code is text. */
export function linksOf(markdown: string): readonly Link[] {
  const prose = withoutFences(markdown).replace(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, (code) =>
    code.replaceAll(/[[\]()]/g, " "),
  );
  return Array.from(prose.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g), ([, text, target]) => ({
    text: text!,
    target: target!,
  }));
}

/** Pictures that a page shows by HTML, for light and dark. */
export const picturesOf = (markdown: string): readonly string[] =>
  Array.from(withoutFences(markdown).matchAll(/<(?:img|source)[^>]*? src(?:set)?="([^"]+)"/g), ([, target]) => target!);

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    let anchor = slug;
    for (let k = 1; anchors.has(anchor); k++) anchor = `${slug}-${k}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The code blocks of a language. */
export const codeBlocks = (markdown: string, language: string): readonly string[] =>
  Array.from(markdown.matchAll(/^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm))
    .filter(([, found]) => found === language)
    .map(([, , code]) => code!);

const withoutFences = (markdown: string): string => markdown.replaceAll(/^```[\s\S]*?^```$/gm, "");
