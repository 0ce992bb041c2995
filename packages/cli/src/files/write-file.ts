import { rename, rm, writeFile } from "node:fs/promises";
import { CliError } from "../cli-error.ts";

/**
 * Writes a file of which never a part can be seen.
 * @param what - how messages call it
 * @param mode - who may read it, before the process's mask
 * @throws CliError FILE
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  what: string,
  mode: number,
): Promise<void> {
  const partial = `${path}.part`;
  try {
    await writeFile(partial, content, { mode });
    await rename(partial, path);
  } catch {
    await rm(partial, { force: true }).catch(() => {});
    throw new CliError("FILE", `${what} cannot be written: is the folder there?`);
  }
}
