import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundles, scriptsOf } from "./packed/bundle-consumer.ts";
import { type HeartServer, serveHeart } from "./packed/heart-server.ts";
import { type Consumer, installPacked } from "./packed/install-packed.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const withChromium = existsSync(CHROMIUM);
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
let consumer: Consumer;
let server: HeartServer;
let browser: Browser | undefined;

beforeAll(async () => {
  [consumer, server] = await Promise.all([installPacked(), serveHeart()]);
  if (withChromium) browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await consumer?.remove();
});

/** Opens a bundle in Chromium, as a page of the server's own origin, and asks about the patient; the requests go to the server. */
async function askInBrowser(folder: string): Promise<{ readonly logits: readonly number[] }> {
  const page = await browser!.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.route(`${server.url}/app/**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice("/app/".length);
    return route.fulfill({ path: join(folder, file), contentType: TYPES[extname(file)] ?? "text/plain" });
  });
  await page.goto(`${server.url}/app/index.html`);
  const answer = await page.evaluate(
    (row) => (globalThis as unknown as { ask(row: unknown): Promise<{ logits: number[] }> }).ask(row),
    server.patient,
  );
  await page.close();
  expect(complaints).toEqual([]);
  return answer;
}

describe.each(Object.entries(bundles))("the packed client with %s", { timeout: 240_000 }, (name, bundle) => {
  let folder: string;

  test("becomes at most 150 KiB gzipped, nothing left to load", async () => {
    folder = await bundle(consumer);
    const sizes = (await scriptsOf(folder)).map((file) => gzipSync(readFileSync(file)).length);
    expect(sizes.length, name).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(150 * 1024);
  });

  test.skipIf(!withChromium)("predicts in Chromium (skipped where there is none)", async () => {
    const { logits } = await askInBrowser(folder);
    expect(Math.abs(logits[0]! - server.clear)).toBeLessThanOrEqual(server.maxError);
  });
});
