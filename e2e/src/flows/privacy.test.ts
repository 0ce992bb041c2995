import { loadPage, type Page } from "@velum/server";
import type { Worker } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { usePageFixture } from "../harness/page-fixture.ts";
import { PAGE_FOLDER, startServer } from "../harness/start-server.ts";

/** Values that appear nowhere by chance: the float64 of each has no short pattern, and no digits of them are in any file. */
const VALUES = {
  Age: 61.73519842,
  "Systolic blood pressure at rest": 133.81927465,
  "Serum cholesterol": 251.39718246,
  "Highest heart rate reached": 147.26491835,
  "ST depression by exercise": 1.38274916,
};

/** Runs in the worker before its own code: keeps everything that WebCrypto gives. */
function keepRandomness(): void {
  const draws: number[][] = [];
  const own = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
    own(array as never);
    if (array !== null) draws.push([...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)]);
    return array;
  };
  Object.assign(globalThis, { draws });
}

/** The page with a worker that keeps its randomness, and is otherwise the one that was built. */
function withWorkerPrefix(page: Page): Page {
  const prefix = Buffer.from(`(${keepRandomness.toString()})();\n`);
  const files = page.files.map((file) =>
    /^\/assets\/worker-/.test(file.path)
      ? { ...file, bytes: Buffer.concat([prefix, file.bytes]), gzip: undefined }
      : file,
  );
  return { ...page, files };
}

/** How a number may be written: as text, or as a float of either size and order. */
function writings(value: number): readonly Buffer[] {
  const floats = [8, 4].flatMap((size) => {
    const [little, big] = [Buffer.alloc(size), Buffer.alloc(size)];
    if (size === 8) {
      little.writeDoubleLE(value);
      big.writeDoubleBE(value);
    } else {
      little.writeFloatLE(value);
      big.writeFloatBE(value);
    }
    return [little, big];
  });
  return [Buffer.from(String(value)), Buffer.from(String(value).slice(0, 8)), ...floats];
}

describeInBrowser("What leaves the browser", () => {
  const fixture = usePageFixture(async () => startServer({ page: withWorkerPrefix(await loadPage(PAGE_FOLDER)) }));

  test("one origin is asked; no byte of it is an input value, a result, or randomness that keys come from", async () => {
    const { page, requested } = await fixture.open();
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    for (const [label, value] of Object.entries(VALUES)) {
      await page.getByLabel(label, { exact: true }).fill(String(value));
    }
    fixture.proxy.clear();
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    const shown = await page.getByRole("img", { name: /decided from/ }).getAttribute("aria-label");
    expect(shown).toMatch(/%/);
    // Whatever the page would do afterwards because of a result, it has the chance to do (C2).
    await page.getByRole("link", { name: "Models" }).first().click();
    await page.getByRole("heading", { name: "Plans" }).waitFor();

    const sent = fixture.proxy.sent();
    expect(sent.length).toBeGreaterThan(15_000);
    expect(sent.toString("latin1").match(/(?:GET|POST|PUT|DELETE) \/\S+infer HTTP/g)).toHaveLength(1);
    for (const value of Object.values(VALUES)) {
      for (const bytes of writings(value)) expect(sent.includes(bytes)).toBe(false);
    }
    await expectNoRandomness(page.workers()[0]!, sent);
    expect(new Set(requested.map((url) => new URL(url).origin))).toEqual(new Set([fixture.proxy.url]));
    expect(await page.evaluate(() => [Object.keys(sessionStorage), Object.keys(localStorage)])).toEqual([
      [],
      ["velum-tour"],
    ]);
  });
});

/** Of what WebCrypto gave only the public id of the request travels, which is 16 bytes alone. */
async function expectNoRandomness(worker: Worker, sent: Buffer): Promise<void> {
  const draws = await worker.evaluate(() => (globalThis as unknown as { draws: number[][] }).draws);
  const seeds = draws.filter((bytes) => bytes.length >= 32);
  expect(seeds.length).toBeGreaterThan(0);
  for (const bytes of seeds) {
    for (let at = 0; at + 16 <= bytes.length; at += 8) {
      expect(sent.includes(Buffer.from(bytes.slice(at, at + 16)))).toBe(false);
    }
  }
}
