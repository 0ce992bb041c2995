import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a user installs when she installs the client; nothing of it comes from outside. */
export const PACKAGES: readonly string[] = ["@velum/client", "@velum/protocol", "@velum/tabular", "@velum/ckks"];

/** A project of somebody who installed the packed client, outside the repository. */
export interface Consumer {
  readonly folder: string;
  /** A path inside of it. */
  at(path: string): string;
  write(path: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** npm as a user calls it: what this run's own npm left in the environment must not lead it back to the repository. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(?!config_cache$)/i.test(name) && name !== "INIT_CWD"),
);
const npm = (cwd: string, ...args: readonly string[]) => run("npm", args, { cwd, env: environment });

/**
 * Builds and packs the client and the packages that it needs, and installs the tarballs in an empty folder, without a registry.
 * @example const consumer = await installPacked();
 */
export async function installPacked(): Promise<Consumer> {
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/client"], { cwd: root });
  await run(process.execPath, ["packages/client/scripts/build-bundle.mjs"], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), "velum-packed-"));
  const tarballs = join(folder, "tarballs");
  await mkdir(tarballs);
  const workspaces = PACKAGES.flatMap((name) => ["--workspace", name]);
  await npm(root, "pack", "--ignore-scripts", "--pack-destination", tarballs, ...workspaces);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const files = PACKAGES.map((name) => `./tarballs/${name.slice(1).replace("/", "-")}-0.1.0.tgz`);
  await npm(folder, "install", "--offline", "--no-audit", "--no-fund", ...files);
  return {
    folder,
    at: (path) => join(folder, path),
    write: (path, text) => writeFile(join(folder, path), text),
    remove: () => rm(folder, { recursive: true }),
  };
}
