import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const web = fileURLToPath(new URL("../../packages/web", import.meta.url));
const MAX_FIRST_LOAD = 400 * 1024;

type Files = ReadonlyMap<string, Buffer>;

let folder: string;
let [first, second]: [Files, Files] = [new Map(), new Map()];

beforeAll(async () => {
  // Vitest says "test", and React would be built for development.
  vi.stubEnv("NODE_ENV", "production");
  folder = await mkdtemp(join(tmpdir(), "velum-page-"));
  first = await buildPage("first");
  second = await buildPage("second");
}, 300_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function buildPage(name: string): Promise<Files> {
  const outDir = join(folder, name);
  await build({
    ...{ root: web, configFile: join(web, "vite.config.ts"), mode: "production", logLevel: "warn" },
    build: { outDir, emptyOutDir: true },
  });
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name: own }) => join(parentPath, own));
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(outDir.length + 1), await readFile(file)] as const)),
  );
}

const text = (files: Files, name: string): string => files.get(name)!.toString("utf8");

/** Scripts and styles that a file of the page names. */
const named = (source: string): readonly string[] =>
  [...source.matchAll(/[\w-]+-[\w-]{8}\.(?:js|css)/g)].map(([name]) => `assets/${name}`);

describe("the built page", () => {
  test("twice is byte-identical (D1)", () => {
    expect([...second.keys()].sort()).toEqual([...first.keys()].sort());
    for (const [name, bytes] of first) expect(second.get(name)!.equals(bytes), name).toBe(true);
  });

  test("gives the SHA-384 of every script and style that index.html names, and names nothing of elsewhere", () => {
    const tags = [...text(first, "index.html").matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
    const assets = tags.filter((tag) => tag.includes("./assets/"));
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const tag of assets) {
      const file = /\.\/(assets\/[^"]+)"/.exec(tag)![1]!;
      const digest = createHash("sha384").update(first.get(file)!).digest("base64");
      expect(tag).toContain(`integrity="sha384-${digest}"`);
    }
    expect(text(first, "index.html")).not.toMatch(/https?:\/\//);
  });

  test("has no place of this machine in it, and nothing for development", () => {
    for (const [name, bytes] of first) {
      expect([bytes.includes(web), bytes.includes("jsxDEV")], name).toEqual([false, false]);
    }
  });

  test("loads at most 400 KiB, compressed, until the first page is there and can encrypt", () => {
    const needed = new Set<string>(["index.html", ...named(text(first, "index.html"))]);
    // The entry names all pages; what Predict itself needs comes with it. The worker is what encrypts.
    const entry = [...needed].find((name) => name.endsWith(".js"))!;
    const parts = named(text(first, entry)).filter((name) => /\/(?:predict-page|worker)-/.test(name));
    expect(parts.length).toBeGreaterThanOrEqual(2);
    const queue = [...parts];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (needed.has(name) || !first.has(name)) continue;
      needed.add(name);
      const imports = [...text(first, name).matchAll(/\bfrom\s*"\.\/([\w-]+\.js)"/g)].map(
        ([, file]) => `assets/${file}`,
      );
      queue.push(...imports);
    }
    const total = [...needed].reduce((sum, name) => sum + gzipSync(first.get(name)!, { level: 9 }).length, 0);
    expect(total).toBeGreaterThan(100 * 1024);
    expect(total).toBeLessThanOrEqual(MAX_FIRST_LOAD);
  });
});
