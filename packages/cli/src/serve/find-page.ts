import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadPage, type Page } from "@velum/server";

/**
 * The built page: that of a folder, or the one of `@velum/web`.
 * @returns undefined where that one is not built
 * @throws VelumError PAGE_FILES
 * @example const page = await findPage(undefined);
 */
export async function findPage(folder: string | undefined): Promise<Page | undefined> {
  if (folder !== undefined) return loadPage(folder);
  const built = builtPage();
  return built === undefined || !existsSync(join(built, "index.html")) ? undefined : loadPage(built);
}

function builtPage(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@velum/web/package.json")), "dist");
  } catch {
    // The package is not installed: the same as not built.
    return undefined;
  }
}
