import { open } from "node:fs/promises";
import { CliError } from "../cli-error.ts";

/**
 * A file that the user named, up to a size that is looked at before anything is allocated.
 * @param what - how messages call it
 * @throws CliError FILE
 * @example const bytes = await readWholeFile("heart.onnx", "the model", 2 ** 30);
 */
export async function readWholeFile(path: string, what: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path).catch(() => refuse(`${what} cannot be opened: is the path right?`));
  try {
    const { size } = await file.stat();
    if (size > maxBytes) refuse(`${what} is larger than ${maxBytes} bytes.`);
    return await file.readFile().catch(() => refuse(`${what} cannot be read: is it a file?`));
  } finally {
    await file.close();
  }
}

function refuse(message: string): never {
  throw new CliError(
    "FILE",
    message.replace(/^./, (first) => first.toUpperCase()),
  );
}
