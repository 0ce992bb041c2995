import { rocAuc } from "@velum/tabular";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { clearProbability, patients } from "../harness/clear-truth.ts";
import { dropFile } from "../harness/drop-file.ts";
import { heartReport } from "../harness/evaluate-report.ts";
import { seriousProblemsInEveryLook } from "../harness/every-look.ts";
import { usePageFixture } from "../harness/page-fixture.ts";

/** A figure of the row of tiles, with the line under it. */
const tile = async (page: Page, name: string): Promise<string> =>
  (await page.getByText(name, { exact: true }).locator("xpath=..").innerText()).replace(/\s+/g, " ");

const start = (page: Page) => page.getByRole("button", { name: "Start encrypted run" });

async function showReport(page: Page): Promise<void> {
  await page.getByText("Report", { exact: true }).click();
  await dropFile(page.getByText("Drop a report, or choose one"), "evaluation.json", await heartReport());
  await page.getByText(/^From the report evaluation\.json/).waitFor();
}

/** What is true of the held-out patients, computed in this process. */
async function truth() {
  const all = await patients();
  const targets = all.map(({ target }) => Number(target === "disease"));
  const probabilities = await Promise.all(all.map((patient) => clearProbability("heart", patient)));
  return { all, targets, probabilities };
}

/** Runs, reports and axe on a busy machine. */
const SLOW = 240_000;

/** A logit within the promise of 0.004 moves a probability by a quarter of it at most. */
const NEAR = 0.001;

describeInBrowser("Analytics", () => {
  const fixture = usePageFixture();
  const open = () => fixture.open({ hash: "#/analytics" });

  test("says what to do before anything was measured, and shows no figure", async () => {
    const { page } = await open();
    await page.getByRole("heading", { name: "No figures yet" }).waitFor();
    await start(page).waitFor();
    expect(await page.locator("main svg[role=img]").count()).toBe(0);
  });

  test("measures an encrypted run over the test rows: the figures are those of the clear model within the promise", {
    timeout: SLOW,
  }, async () => {
    const { page, problems, requested } = await open();
    await start(page).click();
    await page.getByRole("region", { name: "Evidence" }).waitFor();
    const { all, targets, probabilities } = await truth();
    expect(await tile(page, "rows answered encrypted")).toContain(String(all.length));
    const labels = /(\d+) of (\d+)/
      .exec(await tile(page, "labels as in the clear"))!
      .slice(1)
      .map(Number);
    const near = probabilities.filter((probability) => Math.abs(probability - 0.5) <= NEAR).length;
    expect(labels[1]).toBe(all.length);
    expect(labels[0]).toBeGreaterThanOrEqual(all.length - near);
    const worst = /largest error ([\d.e-]+) promised at most ([\d.]+)/.exec(await tile(page, "largest error"))!;
    expect(Number(worst[1])).toBeGreaterThan(0);
    expect(Number(worst[1])).toBeLessThanOrEqual(Number(worst[2]));
    expect(await tile(page, "area under ROC, encrypted")).toContain(
      `in the clear ${rocAuc(targets, probabilities).toFixed(3)}`,
    );
    // Scatter, errors, ROC, reliability, latency.
    await expect.poll(() => page.locator("main svg[role=img]").count()).toBe(5);
    await page.getByRole("img", { name: new RegExp(`^${all.length} points on the diagonal`) }).waitFor();
    const infer = requested.filter((url) => url.endsWith("/infer"));
    // One a row, and more only where a busy server had to be asked again.
    expect(infer.length).toBeGreaterThanOrEqual(all.length);
    expect(requested.filter((url) => !url.startsWith(fixture.proxy.url) && !url.startsWith("blob:"))).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("moves the threshold by keyboard: the matrix counts as the clear probabilities do", {
    timeout: SLOW,
  }, async () => {
    const { page } = await open();
    await showReport(page);
    await page.getByRole("slider", { name: "Threshold" }).focus();
    const { targets, probabilities } = await truth();
    for (const [key, threshold] of [
      ["Home", 0.01],
      ["ArrowRight", 0.02],
      ["End", 0.99],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByText(threshold.toFixed(2), { exact: true }).waitFor();
      const counts = (await page.locator("main td[data-right]").allInnerTexts()).map(Number);
      const said = [0, 1].flatMap((actual) =>
        [0, 1].map(
          (label) => probabilities.filter((p, i) => targets[i] === actual && Number(p >= threshold) === label).length,
        ),
      );
      const near = probabilities.filter((p) => Math.abs(p - threshold) <= NEAR).length;
      counts.forEach((count, i) => {
        expect(Math.abs(count - said[i]!)).toBeLessThanOrEqual(near);
      });
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(targets.length);
    }
  });

  test("stops when it is told to, and keeps what was measured until then", async () => {
    const { page, context } = await open();
    let asked = 0;
    // From the sixth question on nothing is answered.
    await context.route(/\/infer$/, (route) => (++asked <= 5 ? route.continue() : undefined));
    await start(page).click();
    await page.getByText(/^5 of \d+ rows$/).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await start(page).waitFor();
    expect(await tile(page, "rows answered encrypted")).toMatch(/rows answered encrypted 5 stopped, of \d+/);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("takes a CSV file that is dropped, with the column of what was observed", async () => {
    const { page } = await open();
    await page.getByText("CSV file", { exact: true }).click();
    const rows = (await patients()).slice(0, 12);
    const names = Object.keys(rows[0]!);
    const csv = [names.join(","), ...rows.map((row) => names.map((name) => row[name]).join(","))].join("\n");
    await dropFile(page.getByText("Drop a CSV file, or choose one"), "ward.csv", csv);
    await page.getByText("ward.csv: 12 rows.").waitFor();
    expect(await page.getByLabel("Column with what was observed").inputValue()).toBe("target");
    await start(page).click();
    await page.getByText(/12 rows of ward\.csv\.$/).waitFor();
    expect(await tile(page, "rows answered encrypted")).toContain("12");
  });

  test("says row, column and rule of a file that does not fit, and none of its cells; nothing is sent", async () => {
    const { page, requested } = await open();
    await page.getByText("CSV file", { exact: true }).click();
    const [row] = await patients();
    const names = Object.keys(row!);
    const wrong = { ...row!, chol: "4711" };
    const csv = [names, names.map((name) => row![name]), names.map((name) => wrong[name as keyof typeof wrong])];
    const file = {
      name: "ward.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(csv.map((cells) => cells.join(",")).join("\n")),
    };
    await page.getByLabel("Drop a CSV file, or choose one").setInputFiles(file);
    await start(page).click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(
      /ward\.csv, row 2, column \d+ \(chol\): expected a number from 100 to 600 mg\/dl/,
    );
    expect(await page.getByText("4711").count()).toBe(0);
    expect(requested.filter((url) => url.endsWith("/infer"))).toEqual([]);
  });

  test("shows a report of velum evaluate, and no more than it holds", { timeout: SLOW }, async () => {
    const { page, requested } = await open();
    await showReport(page);
    const { errors } = JSON.parse(await heartReport()) as { errors: { encrypted: { largest: number } } };
    const largest = Number(/largest error ([\d.e-]+)/.exec(await tile(page, "largest error"))![1]);
    expect(largest).toBeCloseTo(errors.encrypted.largest, 5);
    await page.getByText("Medians of 20 single requests").waitFor();
    expect(requested.filter((url) => url.endsWith("/infer"))).toEqual([]);
  });

  test("refuses a file that is no report, and one that was damaged, with the place", { timeout: SLOW }, async () => {
    const { page } = await open();
    await page.getByText("Report", { exact: true }).click();
    const place = page.getByText("Drop a report, or choose one");
    await dropFile(place, "rows.csv", "age,sex\n63,1\n");
    await page.getByText("rows.csv: expected JSON, as velum evaluate --json writes it, got another text.").waitFor();
    const broken = JSON.parse(await heartReport()) as { errors: { encrypted: { rms: unknown } } };
    broken.errors.encrypted.rms = "many";
    await dropFile(place, "broken.json", JSON.stringify(broken));
    await page.getByText("broken.json, errors.encrypted.rms: expected a number, got another string.").waitFor();
    expect(await page.getByText("No figures yet").count()).toBe(1);
  });

  test("has nothing that axe finds serious, in light, in dark and on a phone, and fits all of them", {
    timeout: SLOW,
  }, async () => {
    const { page } = await fixture.open({ hash: "#/analytics", bypassCSP: true });
    await showReport(page);
    await expect.poll(() => page.locator("main svg[role=img]").count()).toBe(5);
    for (const numbers of await page.getByText("Numbers of this chart").all()) await numbers.click();
    expect(await seriousProblemsInEveryLook(page)).toEqual([]);
  });
});
