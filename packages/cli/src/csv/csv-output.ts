import { open, rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { CliError } from "../cli-error.ts";
import { csvLine } from "./csv-cell.ts";

/** Where lines go. One writer at a time; after `finish` or `discard` nothing more. */
export interface CsvOutput {
  /** Waits where the disk or the reader is slower. @throws CliError FILE, INTERRUPTED */
  write(cells: readonly (number | string)[]): Promise<void>;
  /** Everything is written: the file gets its name. */
  finish(): Promise<void>;
  /** Nothing is left of a file. */
  discard(): Promise<void>;
}

const BUFFER_LENGTH = 2 ** 16;

/**
 * A CSV file that only its owner can read. It is `path` with `.part` behind until it is complete: a file of that name never holds
 * the first half of the answers.
 * @throws CliError FILE
 * @example const output = await createCsvFile("predictions.csv"); await output.write(["label"]); await output.finish();
 */
export async function createCsvFile(path: string): Promise<CsvOutput> {
  const partial = `${path}.part`;
  const failed = (): never => {
    throw new CliError("FILE", "The file for the output cannot be written.");
  };
  const file = await open(partial, "w", 0o600).catch(failed);
  const lines = bufferLines(async (text) => void (await file.write(text).catch(failed)));
  return Object.freeze({
    write: lines.write,
    async finish() {
      await lines.flush();
      await file.close();
      await rename(partial, path).catch(failed);
    },
    async discard() {
      await file.close();
      await rm(partial, { force: true });
    },
  });
}

/** The same into a stream, such as standard output. A reader that goes away ends it: CliError INTERRUPTED. */
export function createCsvStream(stream: Writable): CsvOutput {
  let leave = (): void => {};
  const gone = new Promise<never>((_, reject) => {
    leave = () => reject(new CliError("INTERRUPTED", "The reader of the output has gone."));
    stream.on("error", leave).on("close", leave);
  });
  // Whoever writes next is told.
  gone.catch(() => {});
  const put = (text: string) => new Promise<void>((resolve) => stream.write(text, () => resolve()));
  const lines = bufferLines((text) => Promise.race([gone, put(text)]));
  const discard = async (): Promise<void> => void stream.off("error", leave).off("close", leave);
  return Object.freeze({ write: lines.write, discard, finish: () => lines.flush().then(discard) });
}

/** Few writes for many lines. */
function bufferLines(put: (text: string) => Promise<void>) {
  let buffer = "";
  const flush = async (): Promise<void> => {
    const text = buffer;
    buffer = "";
    if (text !== "") await put(text);
  };
  return {
    flush,
    write: async (cells: readonly (number | string)[]): Promise<void> => {
      buffer += csvLine(cells);
      if (buffer.length >= BUFFER_LENGTH) await flush();
    },
  };
}
