import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { describeInBrowser } from "../harness/browser.ts";
import { clearProbability, patients } from "../harness/clear-truth.ts";
import { usePageFixture } from "../harness/page-fixture.ts";

const ROWS = 1000;

/** Held-out patients over and over, with a column that a table program would run, and one row that no contract takes. */
async function manyRows(): Promise<string> {
  const all = await patients();
  const names = Object.keys(all[0]!).filter((name) => name !== "target");
  const line = (i: number): string => {
    const cells = names.map((name) => all[i % all.length]![name]!);
    return [...cells, `=HYPERLINK(${i})`].join(",");
  };
  const wrong = [...names.map(() => "9999"), "wrong"].join(",");
  return `${[...names, "note"].join(",")}\n${Array.from({ length: ROWS }, (_, i) => line(i)).join("\n")}\n${wrong}\n`;
}

describeInBrowser("Many rows", () => {
  const fixture = usePageFixture();

  test("1,000 rows of a file: cancelled, asked again, downloaded with the clear model's labels and no formula", async () => {
    const { page, problems } = await fixture.open();
    const choose = page.getByLabel("Choose a CSV file or drop it here");
    await choose.setInputFiles({ name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(await manyRows()) });
    await page.getByText("1,000 rows", { exact: true }).waitFor();
    await page.getByText(/^1 row is left out. The first: rows.csv, row 1001, column 1 \(age\)/).waitFor();
    expect(await page.getByText("9999").count()).toBe(0);

    // What is sent waits at the proxy: the run cannot end before it is cancelled.
    fixture.proxy.hold();
    const start = page.getByRole("button", { name: "Encrypt and predict 1,000 rows" });
    await start.click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await start.waitFor();
    fixture.proxy.release();
    expect(await page.getByRole("button", { name: "Download the answers" }).count()).toBe(0);

    await start.click();
    await page.getByText(/^1,000 of 1,000 rows, \d+ requests? by plan /).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the answers" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("rows-predictions.csv");
    await expectAnswers(await readFile((await download.path())!, "utf8"));
    expect(problems).toEqual([]);
  });

  test("a file that is none says where it goes wrong, without its cells", async () => {
    const { page } = await fixture.open();
    const choose = page.getByLabel("Choose a CSV file or drop it here");
    await choose.setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from('age,sex\n61,1\n"62,1\n') });
    await page.getByText("This file cannot be used").waitFor();
    expect(await page.getByText(/a\.csv, row 2, column 1/).count()).toBe(1);
  });
});

async function expectAnswers(csv: string): Promise<void> {
  const [header, ...lines] = csv.trim().split("\n");
  const titles = header!.split(",");
  expect(titles.slice(-3)).toEqual(["note", "prediction", "probability"]);
  expect(lines).toHaveLength(ROWS);
  const all = await patients();
  const clear = await Promise.all(all.map((patient) => clearProbability("heart", patient)));
  for (const [i, line] of lines.entries()) {
    const [note, label, probability] = line.split(",").slice(-3);
    expect(note).toBe(`'=HYPERLINK(${i})`);
    const truth = clear[i % all.length]!;
    // A logit within 0.004 of the clear one moves the probability by a quarter of that at most.
    expect(Math.abs(Number(probability) - truth)).toBeLessThanOrEqual(0.001);
    if (Math.abs(truth - 0.5) > 0.001) expect(label).toBe(truth > 0.5 ? "disease" : "no disease");
  }
}
