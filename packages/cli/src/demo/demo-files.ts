import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Contents by their path below a folder. */
export type DemoFiles = Readonly<Record<string, string | Uint8Array>>;

/**
 * Hands files to `use` in a folder of their own, which is gone afterwards: a server reads them once, when it starts. Only
 * their owner may read them.
 * @example await withDemoFiles({ "models/heart.velum": bundle }, (folder) => start(join(folder, "models")));
 */
export async function withDemoFiles<T>(files: DemoFiles, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "velum-demo-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content, { mode: 0o600 });
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
