import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { seriousProblemsInEveryLook } from "../harness/every-look.ts";
import { usePageFixture } from "../harness/page-fixture.ts";

/** For axe on a busy machine. */
const SLOW = 240_000;

/** The first bytes of every frame: docs/formats.md. */
const MAGIC = Buffer.from([0x89, 0x56, 0x4c, 0x4d]);

async function predict(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Case 1", exact: true }).click();
  await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
  await page.getByRole("img", { name: /decided from/ }).waitFor();
}

const show = (page: Page) => page.getByRole("link", { name: "Technical" }).first().click();

/** The value beside a name in a list of facts. */
const fact = (page: Page, name: string) => page.getByText(name, { exact: true }).locator("xpath=../dd").innerText();

describeInBrowser("Technical", () => {
  const fixture = usePageFixture();

  test("shows the bytes that were sent: length, digest and readable fields are those of the wire", async () => {
    const { page, problems } = await fixture.open();
    fixture.proxy.clear();
    await predict(page);
    const sent = fixture.proxy.sent();
    await show(page);
    await page.getByRole("heading", { name: "The last request, byte by byte" }).waitFor();
    const [picture, random] = await page.locator("main canvas").all();
    const length = Number(/([\d,]+) bytes/.exec((await picture!.getAttribute("aria-label"))!)![1]!.replaceAll(",", ""));
    const frame = sent.subarray(sent.indexOf(MAGIC)).subarray(0, length);
    expect(frame).toHaveLength(length);
    await expect
      .poll(() => fact(page, "SHA-256 of the request"))
      .toBe(createHash("sha256").update(frame).digest("hex"));
    expect(await fact(page, "request id")).toBe(frame.subarray(40, 56).toString("hex"));
    expect(await fact(page, "plan")).toBe("dot");
    // Beside as many random bytes, at the same scale, with about as much entropy.
    const sizes = await Promise.all(
      [picture!, random!].map((canvas) =>
        canvas.evaluate((node) => [(node as HTMLCanvasElement).width, (node as HTMLCanvasElement).height]),
      ),
    );
    expect(sizes[0]).toEqual(sizes[1]);
    const entropies = await Promise.all(
      [picture!, random!].map(async (canvas) =>
        Number(/([\d.]+) bits a byte/.exec((await canvas.getAttribute("aria-label"))!)![1]),
      ),
    );
    // Of some 20,000 random bytes it is 7.991 with a deviation of 0.0008.
    for (const entropy of entropies) expect(entropy).toBeGreaterThan(7.97);
    expect(problems).toEqual([]);
  });

  test("draws something in both pictures, and the answer when it is chosen", async () => {
    const { page } = await fixture.open();
    await predict(page);
    await show(page);
    await page.getByText(/^Answer, /).click();
    await page.getByText("SHA-256 of the answer").waitFor();
    for (const canvas of await page.locator("main canvas").all()) {
      const painted = await canvas.evaluate((node) => {
        const { width, height } = node as HTMLCanvasElement;
        return new Set((node as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height).data).size;
      });
      expect(painted).toBeGreaterThan(50);
    }
  });

  test("says the margin by the client's own table, draws the plan, and spends every bit of the precision budget", async () => {
    const { page } = await fixture.open({ hash: "#/technical" });
    await page.getByRole("heading", { name: "No request yet" }).waitFor();
    await page.getByRole("img", { name: "51.99 bits of modulus, at most 53 are allowed" }).waitFor();
    await page
      .getByRole("img", { name: /^input, multiply, rescale, add, protect, answer: from level 1 to level 0$/ })
      .waitFor();
    const budget = await page.getByRole("img", { name: /^headroom: / }).getAttribute("aria-label");
    const bits = [...budget!.matchAll(/([\d.]+) bits/g)].map(([, number]) => Number(number));
    const total = Number(/has (\d+) bits/.exec(await page.getByText(/^A released number has/).innerText())![1]);
    expect(Math.abs(bits.reduce((sum, bit) => sum + bit, 0) - total)).toBeLessThan(0.5);
  });

  test("another plan of the model is another drawing of the same words", async () => {
    const { page } = await fixture.open({ hash: "#/technical" });
    await page.getByLabel("Plan", { exact: true }).selectOption("dot-rows");
    await page.getByText(/^What the server computes on ciphertext in plan dot-rows/).waitFor();
  });

  test("wipes keys and forgets the last request; the next prediction works with new ones", async () => {
    const { page, problems } = await fixture.open();
    await predict(page);
    await show(page);
    await page.getByRole("heading", { name: "The last request, byte by byte" }).waitFor();
    await page.getByRole("button", { name: "Wipe all keys now" }).click();
    await page.getByText(/^Wiped, on a best-effort basis/).waitFor();
    await page.getByRole("heading", { name: "No request yet" }).waitFor();
    await page.getByRole("link", { name: "Predict", exact: true }).first().click();
    await predict(page);
    expect(problems).toEqual([]);
  });

  test("has nothing that axe finds serious, in light, in dark and on a phone, and fits all of them", {
    timeout: SLOW,
  }, async () => {
    const { page } = await fixture.open({ bypassCSP: true });
    await predict(page);
    await show(page);
    await page.getByRole("heading", { name: "The last request, byte by byte" }).waitFor();
    await page.getByText("The same as a table").click();
    expect(await seriousProblemsInEveryLook(page)).toEqual([]);
  });
});
