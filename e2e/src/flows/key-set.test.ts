import { compile, readModel } from "@velum/compiler";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { fixtureModel } from "../../../packages/compiler/reference/fixture-model.ts";
import { describeInBrowser } from "../harness/browser.ts";
import { usePageFixture } from "../harness/page-fixture.ts";
import { serveModels } from "../harness/start-server.ts";

let model: Promise<LoadedModel> | undefined;

/** A net whose only plan needs a key set. */
function netWithKeySet(): Promise<LoadedModel> {
  const { graph, columns, rows } = fixtureModel("heart-torch-square-dynamo");
  const compiled = readModel(graph, { rangeData: { columns, rows } });
  const { bundle } = compile(compiled, { name: "net", version: "1", protection: "standard", plans: ["diagonal"] });
  model ??= loadModel(readBundle(bundle));
  return model;
}

/** The middle of every range. */
async function fillForm(page: Page): Promise<void> {
  const { contract } = await netWithKeySet();
  for (const feature of contract.schema.features) {
    const field = page.locator(`[id="field-${feature.name}"]`);
    if (feature.kind === "numeric") await field.fill(String((feature.minimum + feature.maximum) / 2));
    else await field.selectOption({ index: 1 });
  }
}

describeInBrowser("A plan with a key set", () => {
  const fixture = usePageFixture(async () => serveModels([await netWithKeySet()]));

  test("a server that has forgotten the key set gets the same one again, and the answer comes", async () => {
    const { page, problems } = await fixture.open();
    const answers = page.getByRole("button", { name: "Put in the form" });
    const ask = page.getByRole("button", { name: "Encrypt and predict", exact: true });
    await page.locator("form").first().waitFor();
    await fillForm(page);
    await ask.click();
    await expect.poll(() => answers.count(), { timeout: 45_000 }).toBe(1);
    await ask.click();
    await expect.poll(() => answers.count(), { timeout: 45_000 }).toBe(2);
    expect(uploads(fixture.proxy.sent())).toHaveLength(1);

    const next = await serveModels([await netWithKeySet()]);
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
    await page.locator("form").first().waitFor();
    await fillForm(page);
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await expect.poll(() => page.getByRole("button", { name: "Put in the form" }).count(), { timeout: 45_000 }).toBe(1);
    await page.getByRole("link", { name: "Technical" }).first().click();
    await page.getByRole("row", { name: "net, diagonal 1 of 500" }).waitFor();
    await page.getByText("id of the key set", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Wipe all keys now" }).click();
    await page.getByText("No key is kept now.").waitFor();
    const [path] = uploads(fixture.proxy.sent());
    expect(fixture.proxy.sent().toString("latin1")).toContain(`DELETE ${path} HTTP`);
    expect(problems).toEqual([]);
  });
});

/** Addresses of the key sets that were sent. */
const uploads = (sent: Buffer): readonly string[] =>
  [...sent.toString("latin1").matchAll(/PUT (\/v2\/keys\/\S+) HTTP/g)].map(([, path]) => path!);
