import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { usePageFixture } from "../harness/page-fixture.ts";
import { startServer } from "../harness/start-server.ts";

describeInBrowser("A plan with a key set", () => {
  const fixture = usePageFixture();

  test("a server that has forgotten the key set gets the same one again, and the answer comes", async () => {
    const { page, problems } = await fixture.open();
    const answers = page.getByRole("button", { name: "Put in the form" });
    const ask = page.getByRole("button", { name: "Encrypt and predict", exact: true });
    await chooseCase(page);
    await ask.click();
    await expect.poll(() => answers.count(), { timeout: 45_000 }).toBe(1);
    await ask.click();
    await expect.poll(() => answers.count(), { timeout: 45_000 }).toBe(2);
    expect(uploads(fixture.proxy.sent())).toHaveLength(1);

    const next = await startServer();
    try {
      fixture.proxy.restore(next.port);
      await ask.click();
      await expect.poll(() => answers.count(), { timeout: 45_000 }).toBe(3);
    } finally {
      fixture.proxy.restore(fixture.server.port);
      await next.stop(0);
    }
    const [first, second, ...others] = uploads(fixture.proxy.sent());
    expect([second, others]).toEqual([first, []]);
    expect(problems.filter((problem) => !problem.includes("Failed to load resource"))).toEqual([]);
  });

  test("is shown on Technical with what was asked under it; wiping asks the server to forget it", async () => {
    const { page, problems } = await fixture.open();
    fixture.proxy.clear();
    await chooseCase(page);
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await expect.poll(() => page.getByRole("button", { name: "Put in the form" }).count(), { timeout: 45_000 }).toBe(1);
    await page.getByRole("link", { name: "Technical" }).first().click();
    await page.getByRole("row", { name: "heart-mlp, diagonal 1 of 500" }).waitFor();
    await page.getByText("id of the key set", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Wipe all keys now" }).click();
    await page.getByText("No key is kept now.").waitFor();
    const [path] = uploads(fixture.proxy.sent());
    expect(fixture.proxy.sent().toString("latin1")).toContain(`DELETE ${path} HTTP`);
    expect(problems).toEqual([]);
  });
});

/** A case of the model whose only plan needs a key set. */
async function chooseCase(page: Page): Promise<void> {
  await page.getByLabel("Model", { exact: true }).selectOption("heart-mlp");
  await page.getByText("Heart disease, by a net of 16 squares").waitFor();
  await page.getByRole("button", { name: "Case 1", exact: true }).click();
}

/** Addresses of the key sets that were sent. */
const uploads = (sent: Buffer): readonly string[] =>
  [...sent.toString("latin1").matchAll(/PUT (\/v2\/keys\/\S+) HTTP/g)].map(([, path]) => path!);
