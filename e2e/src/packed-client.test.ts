import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HeartServer, serveHeart } from "./packed/heart-server.ts";
import { type Consumer, installPacked, PACKAGES } from "./packed/install-packed.ts";

const run = promisify(execFile);
const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
let consumer: Consumer;
let server: HeartServer;

beforeAll(async () => {
  [consumer, server] = await Promise.all([installPacked(), serveHeart()]);
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await consumer?.remove();
});

/** Asks about the patient with what `specifier` gives, in a process of its own. */
async function ask(specifier: string): Promise<{ readonly logits: readonly number[]; readonly label: string }> {
  const program = `
    import { createClient } from ${JSON.stringify(specifier)};
    const client = await createClient({ url: process.argv[2], model: "heart" });
    console.log(JSON.stringify(await client.predict(JSON.parse(process.argv[3]))));
    await client.close();`;
  await consumer.write("ask.mjs", program);
  const args = ["ask.mjs", server.url, JSON.stringify(server.patient)];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: consumer.folder, env: {} });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("the packed client in an empty folder", { timeout: 240_000 }, () => {
  test("is installed without a registry, and brings nothing from outside", () => {
    const installed = readdirSync(consumer.at("node_modules")).filter((name) => !name.startsWith("."));
    expect(installed).toEqual(["@velum"]);
    expect(readdirSync(consumer.at("node_modules/@velum")).map((name) => `@velum/${name}`)).toEqual(
      [...PACKAGES].sort(),
    );
  });

  test("holds what a user needs: no tests, no sources, a licence", () => {
    for (const name of PACKAGES) {
      const files = readdirSync(consumer.at(`node_modules/${name}`), { recursive: true }).map(String);
      expect(files).toContain("LICENSE");
      expect(files.filter((file) => /\.test\.|test-support|\.map$|tsbuildinfo|(?<!\.d)\.ts$/.test(file))).toEqual([]);
    }
  });

  test.each(["@velum/client", "@velum/client/velum-client.js"])(
    "predicts in Node, imported as %s",
    async (specifier) => {
      const { logits, label } = await ask(specifier);
      expect(Math.abs(logits[0]! - server.clear)).toBeLessThanOrEqual(server.maxError);
      expect(label).toBe(server.clear > 0 ? "disease" : "no disease");
    },
  );

  test("is at most 150 KiB gzipped in one file, WebAssembly included, and reaches for nothing else", () => {
    const file = consumer.at("node_modules/@velum/client/dist/velum-client.js");
    const bundled = readFileSync(file, "utf8");
    expect(gzipSync(bundled).length).toBeLessThanOrEqual(150 * 1024);
    expect(statSync(file).size).toBeGreaterThan(30_000);
    expect(bundled).not.toMatch(/\bfrom\s*"|\bimport\s*["(]|require\(/);
  });

  test("has types that a strict consumer resolves, and that refuse a wrong call", async () => {
    await consumer.write(
      "ask.ts",
      `import { type Answer, createClient, type VelumClient, VelumClientError } from "@velum/client";
import { createClient as bundled } from "@velum/client/velum-client.js";

const client: VelumClient = await createClient({ url: "https://velum.example.org", model: "heart" });
const { logits, bytes }: Answer = await client.predict({ age: 63, sex: 1 });
const total: number = logits.reduce((sum, logit) => sum + logit, bytes.request);
for await (const { index } of client.predictMany([{ age: 63 }])) console.log(index.toFixed(), total);
// @ts-expect-error a model is named by a text
await bundled({ url: "https://velum.example.org", model: 1 });
if (client instanceof VelumClientError) await client.close();
`,
    );
    for (const module of ["NodeNext", "ESNext"]) {
      const resolution = module === "ESNext" ? ["--moduleResolution", "bundler"] : [];
      const flags = ["--strict", "--noEmit", "--target", "ES2023", "--lib", "ES2023,DOM,ESNext.Disposable"];
      const args = [tsc, ...flags, "--module", module, ...resolution, "--types", "", "ask.ts"];
      const { stdout } = await run(process.execPath, args, { cwd: consumer.folder }).catch((error) => error);
      expect(stdout).toBe("");
    }
  });
});
