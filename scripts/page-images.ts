import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

// Takes the pictures of the README from the built command and page:
//   npx tsx scripts/page-images.ts
const root = fileURLToPath(new URL("..", import.meta.url));
const command = join(root, "packages/cli/bin/velum.js");
const image = (name: string): string => join(root, "docs/images", name);

async function startDemonstration(): Promise<{ readonly child: ChildProcess; readonly page: string }> {
  const child = spawn(process.execPath, [command, "demo", "--keep-serving"], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout! })) {
    const page = /^\s*page\s+(http\S+)/.exec(line)?.[1];
    if (page !== undefined) return { child, page };
  }
  throw new Error("the demonstration printed no page");
}

/** A patient is taken from the examples and asked about, twice: the first time includes what compiling the kernels takes. */
async function predict(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("button", { name: "Skip the tour" }).click();
  for (const example of [1, 3]) {
    await page
      .getByRole("button", { name: /^Case / })
      .nth(example)
      .click();
    await page.getByRole("button", { name: "Encrypt and predict" }).click();
    await page.getByText(/Probability of/).waitFor();
    await page.waitForTimeout(3000);
  }
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  await page.waitForTimeout(500);
}

async function picture(
  browser: Browser,
  colorScheme: "light" | "dark",
  name: string,
  show: (page: Page) => Promise<void>,
) {
  const viewport = { width: 1280, height: 980 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await show(page);
  await page.screenshot({ path: image(`${name}-${colorScheme}.png`) });
  await context.close();
}

const folder = mkdtempSync(join(tmpdir(), "velum-images-"));
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const { child, page: address } = await startDemonstration();
try {
  const at = (name: string): string => join(folder, name);
  const run = (...args: readonly string[]) => execFileSync(process.execPath, [command, ...args]);
  const split = ["--held-out", at("test.csv"), "--seed", "7"];
  const data = join(root, "data/heart-disease.csv");
  const schema = join(root, "examples/heart-disease/schema.json");
  run(
    "train",
    data,
    "--target",
    "target",
    "--model",
    "logreg",
    "--schema",
    schema,
    "--out",
    at("heart.onnx"),
    ...split,
  );
  run("compile", at("heart.onnx"), "--schema", at("heart.schema.json"), "--out", at("heart.velum"));
  run("evaluate", at("heart.velum"), "--data", at("test.csv"), "--target", "target", "--html", at("report.html"));
  for (const scheme of ["light", "dark"] as const) {
    await picture(browser, scheme, "page", (page) => predict(page, address));
    await picture(browser, scheme, "report", async (page) => {
      await page.goto(pathToFileURL(at("report.html")).href);
    });
  }
} finally {
  await browser.close();
  child.kill("SIGTERM");
  rmSync(folder, { recursive: true });
}
