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

/** A patient is taken from the examples and asked about. */
async function predict(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("button", { name: "Skip the tour" }).click();
  await page
    .getByRole("button", { name: /^Case / })
    .nth(1)
    .click();
  await page.getByRole("button", { name: "Encrypt and predict" }).click();
  await page
    .getByText(/Decrypted here/)
    .first()
    .waitFor();
  await page.waitForTimeout(2500);
}

async function picture(
  browser: Browser,
  colorScheme: "light" | "dark",
  name: string,
  show: (page: Page) => Promise<void>,
) {
  const viewport = { width: 1280, height: 860 };
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
  const [bundle, report] = [join(folder, "heart.velum"), join(folder, "heart.html")];
  const data = ["--data", join(root, "data/heart-disease.csv"), "--ignore", "target"];
  execFileSync(process.execPath, [
    command,
    "compile",
    join(root, "fixtures/heart-mlp-relu.onnx"),
    ...data,
    "--out",
    bundle,
  ]);
  execFileSync(process.execPath, [command, "inspect", bundle, "--html", report]);
  for (const scheme of ["light", "dark"] as const) {
    await picture(browser, scheme, "page", (page) => predict(page, address));
    await picture(browser, scheme, "report", async (page) => {
      await page.goto(pathToFileURL(report).href);
    });
  }
} finally {
  await browser.close();
  child.kill("SIGTERM");
  rmSync(folder, { recursive: true });
}
