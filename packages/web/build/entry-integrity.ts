import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Scripts and styles that index.html names. */
const NAMED = /<(?:script|link)\b[^>]*?\b(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"[^>]*>/g;

/**
 * Gives every script and style that index.html names its SHA-384 (Subresource Integrity), over the bytes as they were written.
 * It keeps a cache or a proxy from changing a file; it does not protect from the server that serves both (D1).
 */
export function entryIntegrity(): Plugin {
  return {
    name: "velum:entry-integrity",
    apply: "build",
    writeBundle({ dir }) {
      const page = join(dir!, "index.html");
      const html = readFileSync(page, "utf8").replaceAll(NAMED, (tag, file: string) => {
        const digest = createHash("sha384")
          .update(readFileSync(join(dir!, file)))
          .digest("base64");
        return tag.replace(/>$/, ` integrity="sha384-${digest}">`);
      });
      writeFileSync(page, html);
    },
  };
}
