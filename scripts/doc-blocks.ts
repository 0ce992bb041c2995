import { markdownFiles, readPage } from "./markdown.ts";

/** A code block of a page, and what its first line says is done with it. */
export interface DocBlock {
  readonly page: string;
  /** Of the fence. */
  readonly line: number;
  readonly language: string;
  readonly marker: string;
  readonly code: string;
}

/**
 * What may follow the language of a block: how it is run. GitHub shows the language alone. Blocks of a page run in order, in one
 * folder; what stands in an HTML comment is run too, and not seen.
 */
export const MARKERS: Readonly<Record<string, { readonly languages: string; readonly does: string }>> = {
  run: { languages: "sh", does: "bash runs it to its end, without an error" },
  serve: { languages: "sh", does: "starts a server, which runs until the page ends" },
  ci: { languages: "sh", does: "names scripts of package.json that exist, and that CI runs itself or that take long" },
  elsewhere: {
    languages: "sh|python",
    does: "cannot run here, for the reason that the text gives; its syntax is checked",
  },
  file: { languages: "js|ts|html|json|python", does: "file=NAME is written; a later block uses it" },
  browser: {
    languages: "html",
    does: "browser=NAME is written and opened in Chromium; what its <output> says is printed",
  },
  program: { languages: "js|python", does: "program=NAME is written and run" },
  types: { languages: "ts", does: "is checked by TypeScript, strictly" },
  prints: { languages: "text", does: "what the block before prints; … stands for anything" },
  drawing: { languages: "text", does: "no code" },
};

/** The blocks of all pages, in their order. */
export const docBlocks = (root: string): readonly DocBlock[] =>
  markdownFiles(root).flatMap((page) => blocksOf(page, readPage(root, page)));

/** The blocks of one page. */
export function blocksOf(page: string, markdown: string): readonly DocBlock[] {
  return Array.from(markdown.matchAll(/^```(\S*) *([^\n]*)\n([\s\S]*?)^```$/gm), (match) => ({
    page,
    line: markdown.slice(0, match.index).split("\n").length,
    language: match[1]!,
    marker: match[2]!.trim(),
    code: match[3]!,
  }));
}

/** What is wrong with a block's marker, if anything. */
export function judgeMarker({ page, line, language, marker }: DocBlock): string | undefined {
  const [name = "", value] = marker.split("=");
  const known = MARKERS[name];
  if (known === undefined) return `${page}:${line}: say how the block is run: ${Object.keys(MARKERS).join(", ")}`;
  if (!known.languages.split("|").includes(language)) return `${page}:${line}: ${name} is for ${known.languages}`;
  const named = ["file", "program", "browser"].includes(name);
  if (named !== (value !== undefined && /^[\w.-]+$/.test(value))) return `${page}:${line}: ${name} and a file's name`;
  return undefined;
}
