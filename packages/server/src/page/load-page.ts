import { lstat, readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { VelumError } from "@velum/protocol";

/** What `index.html` must hold once or more: each answer has its own nonce, and says where the page's server is. */
export const PLACEHOLDERS: readonly string[] = ["__VELUM_NONCE__", "__VELUM_MODE__", "__VELUM_SERVER__"];

/** A file of the page, in memory: no path of a request ever reaches the file system. */
export interface PageFile {
  /** `/assets/index-3f2a.js` */
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** The same, compressed, where that is shorter. */
  readonly gzip: Buffer | undefined;
}

/** The page: a text with placeholders, and the files that it asks for. */
export interface Page {
  readonly index: string;
  readonly files: readonly PageFile[];
}

const TYPES: Readonly<Record<string, string>> = Object.freeze({
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
});
const PATH = /^(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}){1,8}$/;
const MAX_FILES = 512;
const MAX_BYTES: number = 2 ** 26;

/**
 * Reads the built page from its folder, once. Links, unknown kinds and odd names are refused.
 * @throws VelumError PAGE_FILES
 * @example const page = await loadPage("packages/web/dist");
 */
export async function loadPage(folder: string): Promise<Page> {
  const stats = await lstat(folder).catch(() => undefined);
  if (!stats?.isDirectory())
    throw refuse("folder", "a folder", stats === undefined ? "nothing there" : "another thing");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => !entry.isDirectory());
  if (found.length > MAX_FILES) throw refuse("folder", `at most ${MAX_FILES} files`, String(found.length));
  let index: string | undefined;
  const files: PageFile[] = [];
  let total = 0;
  for (const entry of found) {
    if (!entry.isFile()) throw refuse("entry of the folder", "a regular file", "a link or a device");
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join("/")}`;
    const bytes = await readFile(file);
    total += bytes.length;
    if (total > MAX_BYTES) throw refuse("folder", `at most ${MAX_BYTES} bytes`, "more");
    if (path === "/index.html") index = bytes.toString("utf8");
    else files.push(pageFile(path, bytes));
  }
  if (index === undefined) throw refuse("folder", "index.html", "none");
  checkPlaceholders(index);
  return Object.freeze({ index, files: Object.freeze(files) });
}

function pageFile(path: string, bytes: Buffer): PageFile {
  const type = TYPES[extname(path)];
  if (type === undefined) throw refuse("file", `one of ${Object.keys(TYPES).join(", ")}`, "another kind");
  if (!PATH.test(path)) throw refuse("file name", "letters, digits, . _ -", "another name");
  const gzip = gzipSync(bytes, { level: 9 });
  return Object.freeze({ path, type, bytes, gzip: gzip.length < bytes.length ? gzip : undefined });
}

function checkPlaceholders(index: string): void {
  const missing = PLACEHOLDERS.find((name) => !index.includes(name));
  if (missing !== undefined) throw refuse("index.html", missing, "none");
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("PAGE_FILES", { argument, expected, got });
