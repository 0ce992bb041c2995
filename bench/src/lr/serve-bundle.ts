import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../packages/cli/dist/main.js", import.meta.url));

/** The built server, serving one bundle on a free port of loopback, in a process of its own. */
export async function serveBundle(bundle: Uint8Array): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "velum-bench-"));
  const file = join(folder, "model.velum");
  await writeFile(file, bundle);
  const child = spawn(process.execPath, [MAIN, "serve", file, "--port", "0", "--no-token", "--no-page", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    url: (JSON.parse(line) as { readonly url: string }).url,
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
      await rm(folder, { recursive: true });
    },
  };
}
