import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MAX_BUNDLE_BYTES, VelumError } from "@velum/protocol";

const SUFFIX = ".velum";
/** Names of bundle files: those of models, no dot in front. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\.velum$/;
const MAX_BUNDLES = 256;

/**
 * The bundle files that a path names: itself, or those in the folder (not below it). Symbolic links are refused, so that
 * nothing outside of the folder is served (E9).
 * @throws VelumError MODEL_FILE
 * @example const files = await findBundles("models");
 */
export async function findBundles(path: string): Promise<readonly string[]> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isFile()) return [path];
  if (!stats?.isDirectory()) throw refuse("path", "a file or a folder", stats ? "something else" : "nothing there");
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => name.endsWith(SUFFIX));
  if (entries.length === 0 || entries.length > MAX_BUNDLES) {
    throw refuse("path", `1 to ${MAX_BUNDLES} files that end in ${SUFFIX}`, String(entries.length));
  }
  for (const entry of entries) {
    if (!entry.isFile()) throw refuse("entry of the folder", "a regular file", "a link, a folder or a device");
    if (!FILE_NAME.test(entry.name)) throw refuse("file name", "letters, digits, . _ -", "another name");
  }
  return entries.map(({ name }) => join(path, name)).sort();
}

/**
 * The bytes of a bundle file. The size is read from the open file before anything is allocated, and a link that has taken the
 * file's place since it was found is not followed.
 * @throws VelumError MODEL_FILE, BUNDLE_TOO_LARGE
 */
export async function readBundleFile(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  if (file === undefined) throw refuse("file", "a readable regular file", "none");
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refuse("file", "a regular file", "something else");
    if (stats.size > MAX_BUNDLE_BYTES) {
      const expected = `at most ${MAX_BUNDLE_BYTES} bytes`;
      throw new VelumError("BUNDLE_TOO_LARGE", { argument: "file", expected, got: String(stats.size) });
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const refuse = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("MODEL_FILE", { argument, expected, got });
