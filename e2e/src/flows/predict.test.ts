import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { type Cells, clearProbability, patients } from "../harness/clear-truth.ts";
import { usePageFixture } from "../harness/page-fixture.ts";
import { startServer } from "../harness/start-server.ts";

/** The probability that the gauge says, from 0 to 1. */
async function shownProbability(page: Page): Promise<number> {
  const label = await page.getByRole("img", { name: /decided from/ }).getAttribute("aria-label");
  return Number(/: ([\d.]+) %/.exec(label!)![1]) / 100;
}

/** The form shows a tenth of a percent. */
const HALF_DIGIT = 0.0005;

describeInBrowser("Predict", () => {
  const fixture = usePageFixture();

  test("by keyboard alone: every field and the button are reached by Tab, and the answer is the clear model's", async () => {
    const { page, problems } = await fixture.open();
    await page.getByLabel("Age", { exact: true }).waitFor();
    const [patient] = await patients();
    await fillByKeyboard(page, patient!);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const shown = await shownProbability(page);
    expect(Math.abs(shown - (await clearProbability("heart", patient!)))).toBeLessThan(HALF_DIGIT + 0.001);
    const steps = await page.getByRole("list", { name: "The parts of the request" }).innerText();
    expect(steps.match(/ ms/g)).toHaveLength(5);
    expect(steps.match(/ KiB/g)).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  test("wrong input: each field at fault says its rule, the first gets the focus, and nothing is sent", async () => {
    const { page, requested } = await fixture.open();
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    await page.getByLabel("Age", { exact: true }).fill("17");
    await page.getByLabel("Serum cholesterol", { exact: true }).fill("high");
    await page.getByLabel("Chest pain", { exact: true }).selectOption("");
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByText("Must be from 18 to 100 years.").waitFor();
    await page.getByText("Enter a number from 100 to 600 mg/dl, such as 100.").waitFor();
    await page.getByText("Choose one.").waitFor();
    expect(await page.getByLabel("Age", { exact: true }).evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
    expect(requested.filter((url) => url.endsWith("/infer"))).toEqual([]);
    await page.getByLabel("Age", { exact: true }).fill("18");
    await expect.poll(() => page.getByText("Must be from 18 to 100 years.").count()).toBe(0);
  });

  test("compares with the clear model where the demonstration is public, and keeps a history in the tab", async () => {
    const { page } = await fixture.open();
    await page.getByLabel("Model", { exact: true }).selectOption("heart-mlp");
    await page.getByText("Heart disease, by a net of 16 squares").waitFor();
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByRole("button", { name: "Compare" }).click();
    const compared = page.getByRole("region", { name: "Compared with the model in the clear" });
    const text = await compared.getByText("weights are public").locator("..").innerText();
    const clear = await clearProbability("heart-mlp", (await patients())[0]!);
    expect(text).toContain(clear.toFixed(4));
    expect(Number(/score \(log-odds\)\n([\d.]+)/.exec(text)![1])).toBeLessThanOrEqual(0.3);
    expect(await page.getByRole("button", { name: "Put in the form" }).count()).toBe(1);
    await page.reload();
    await page.getByLabel("Age", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Put in the form" }).count()).toBe(0);
  });

  test("a server that goes and comes back: what was typed stays, and the next question is answered", async () => {
    const { page } = await fixture.open();
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    fixture.proxy.cut();
    try {
      await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
      await page.getByText("The server does not answer", { exact: true }).waitFor();
      await page.getByRole("status", { name: "Server: No answer" }).waitFor();
    } finally {
      fixture.proxy.restore();
    }
    await page.getByRole("status", { name: "Server: Connected" }).waitFor();
    const [patient] = await patients();
    expect(await page.getByLabel("Age", { exact: true }).inputValue()).toBe(String(Number(patient!["age"])));
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByRole("img", { name: /decided from/ }).waitFor();
  });

  test("a server that was restarted is asked on: same contract, no key of it was kept", async () => {
    const { page } = await fixture.open();
    await page.getByRole("button", { name: "Case 1", exact: true }).click();
    await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
    await page.getByRole("img", { name: /decided from/ }).waitFor();
    const next = await startServer();
    try {
      fixture.proxy.restore(next.port);
      await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
      await expect.poll(() => page.getByRole("button", { name: "Put in the form" }).count()).toBe(2);
    } finally {
      fixture.proxy.restore(fixture.server.port);
      await next.stop(0);
    }
  });
});

/** Goes through the form as somebody without a mouse does. */
async function fillByKeyboard(page: Page, patient: Cells): Promise<void> {
  const focused = (): Promise<readonly [string, string]> =>
    page.evaluate(() => {
      const { id, name, type } = document.activeElement as HTMLInputElement;
      return [(name || id).replace("field-", ""), type] as const;
    });
  const left = new Set(Object.keys(patient).filter((name) => name !== "target"));
  for (let presses = 0; left.size > 0; presses++) {
    if (presses > 60) throw new Error(`never reached: ${[...left].join(", ")}`);
    await page.keyboard.press("Tab");
    const [name, type] = await focused();
    if (!left.delete(name)) continue;
    const value = patient[name]!;
    if (value === "") continue;
    if (type === "radio") await chooseRadio(page, value);
    else if (type === "select-one") await chooseOption(page, value);
    else await page.keyboard.type(value);
  }
}

/** Space takes the one under the focus, arrows go on to the next. */
async function chooseRadio(page: Page, value: string): Promise<void> {
  const current = (): Promise<string> =>
    page.evaluate(() => {
      const { value: own, checked } = document.activeElement as HTMLInputElement;
      return checked ? String(Number(own)) : "";
    });
  await page.keyboard.press("Space");
  for (let i = 0; (await current()) !== String(Number(value)); i++) {
    if (i > 4) throw new Error("no such choice");
    await page.keyboard.press("ArrowRight");
  }
}

async function chooseOption(page: Page, value: string): Promise<void> {
  const current = (): Promise<string> => page.evaluate(() => (document.activeElement as HTMLSelectElement).value);
  for (let i = 0; (await current()) !== String(Number(value)); i++) {
    if (i > 8) throw new Error("no such option");
    await page.keyboard.press("ArrowDown");
  }
}
