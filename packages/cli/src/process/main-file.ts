import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The file that this process was started with, or would have been: `main.js`, or `main.ts` from the sources. */
export function mainFile(): string {
  const self = fileURLToPath(import.meta.url);
  return join(dirname(dirname(self)), `main${extname(self)}`);
}
