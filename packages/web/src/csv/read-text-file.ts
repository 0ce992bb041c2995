import { FileError } from "./file-error.ts";

/** What the page is ready to hold in memory. */
export const MAX_FILE_BYTES: number = 32 * 2 ** 20;

/**
 * The text of a file that was dropped.
 * @throws {FileError} for a file that is too large, or none in UTF-8
 */
export async function readTextFile(file: File): Promise<string> {
  if (file.size > MAX_FILE_BYTES)
    throw new FileError(file.name, "at most 32 MiB", `${Math.ceil(file.size / 2 ** 20)} MiB`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new FileError(file.name, "text in UTF-8", "another encoding, or a file that cannot be read");
  }
}
