import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The head of a page as its build writes it. */
export const INDEX = `<!doctype html>
<meta property="csp-nonce" nonce="__VELUM_NONCE__">
<meta name="velum-mode" content="__VELUM_MODE__"><meta name="velum-server" content="__VELUM_SERVER__">
<script type="module" src="/assets/index-3f2a.js"></script>
`;

/** Writes files into a folder of their own, hands it to `use`, and removes it. */
export async function withFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "velum-test-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
