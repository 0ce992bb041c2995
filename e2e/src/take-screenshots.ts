import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { startServer } from "./harness/start-server.ts";

/*
 * Pictures of the pages in light, dark and phone width, for a look at them; `predict-phone` is kept in docs/images:
 * npm run build && node --import tsx --conditions=velum-source e2e/src/take-screenshots.ts <folder> [name …]
 */

interface Picture {
  readonly name: string;
  readonly hash?: string;
  readonly look: BrowserContextOptions;
  /** What is done before the picture is taken. */
  readonly act: (page: Page) => Promise<void>;
}

const DESK = { viewport: { width: 1200, height: 860 } } as const;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

async function predict(page: Page): Promise<void> {
  const ask = page.getByRole("button", { name: "Encrypt and predict", exact: true });
  await page.getByRole("button", { name: "Case 46", exact: true }).click();
  for (let answers = 1; answers <= 3; answers++) {
    await ask.click();
    await page
      .getByRole("button", { name: "Put in the form" })
      .nth(answers - 1)
      .waitFor();
  }
  await page.evaluate(() => scrollTo(0, 0));
}

async function predictOnPhone(page: Page): Promise<void> {
  await predict(page);
  await page.getByRole("heading", { name: "Answer" }).evaluate((heading) => {
    scrollTo(0, heading.getBoundingClientRect().top + scrollY - 80);
  });
}

const ready = (heading: string) => async (page: Page) => {
  await page.getByRole("heading", { name: heading }).first().waitFor();
};

/** Figures of an encrypted run, below the controls that started it. */
async function measure(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Start encrypted run" }).click();
  const evidence = page.getByRole("region", { name: "Evidence" });
  await evidence.waitFor();
  await page.locator("main svg[role=img]").nth(4).waitFor();
  await evidence.evaluate((place) => scrollTo(0, place.getBoundingClientRect().top + scrollY - 80));
}

/** The bytes of a request that was just made. */
async function lookAtBytes(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Case 46", exact: true }).click();
  await page.getByRole("button", { name: "Encrypt and predict", exact: true }).click();
  await page.getByRole("button", { name: "Put in the form" }).waitFor();
  await page.evaluate(() => {
    location.hash = "#/technical";
  });
  const heading = page.getByRole("heading", { name: "The last request, byte by byte" });
  await heading.waitFor();
  await heading.evaluate((place) => scrollTo(0, place.getBoundingClientRect().top + scrollY - 90));
}

const PICTURES: readonly Picture[] = [
  { name: "predict-light", look: { ...DESK, colorScheme: "light" }, act: predict },
  { name: "predict-dark", look: { ...DESK, colorScheme: "dark" }, act: predict },
  { name: "predict-phone", look: { ...PHONE, colorScheme: "light" }, act: predictOnPhone },
  { name: "analytics-light", hash: "#/analytics", look: { ...DESK, colorScheme: "light" }, act: measure },
  { name: "analytics-dark", hash: "#/analytics", look: { ...DESK, colorScheme: "dark" }, act: measure },
  { name: "analytics-phone", hash: "#/analytics", look: PHONE, act: measure },
  { name: "technical-light", look: { ...DESK, colorScheme: "light" }, act: lookAtBytes },
  { name: "technical-dark", look: { ...DESK, colorScheme: "dark" }, act: lookAtBytes },
  { name: "technical-phone", look: PHONE, act: lookAtBytes },
  { name: "models-light", hash: "#/models", look: { ...DESK, colorScheme: "light" }, act: ready("Plans") },
  { name: "models-dark", hash: "#/models", look: { ...DESK, colorScheme: "dark" }, act: ready("Plans") },
  { name: "models-phone", hash: "#/models", look: PHONE, act: ready("Plans") },
];

/** The fonts of the pictures: those that CI has, whatever the machine calls its own. */
const FONTS = `<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts</dir><cachedir>${tmpdir()}/velum-fonts</cachedir>
${["system-ui", "ui-sans-serif", "sans-serif"].map((name) => replaceFont(name, "Liberation Sans")).join("")}
${["monospace", "ui-monospace"].map((name) => replaceFont(name, "DejaVu Sans Mono")).join("")}
</fontconfig>`;

function replaceFont(name: string, by: string): string {
  return `<match target="pattern"><test name="family"><string>${name}</string></test>
<edit name="family" mode="assign" binding="strong"><string>${by}</string></edit></match>`;
}

const [folder = ".", ...names] = process.argv.slice(2);
const settings = await mkdtemp(join(tmpdir(), "velum-pictures-"));
const server = await startServer();
try {
  await writeFile(join(settings, "fonts.conf"), FONTS);
  const browser = await chromium.launch({
    executablePath: process.env["VELUM_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--font-render-hinting=none"],
    env: { ...process.env, FONTCONFIG_FILE: join(settings, "fonts.conf") },
  });
  for (const { name, hash = "", look, act } of PICTURES) {
    if (names.length > 0 && !names.includes(name)) continue;
    const context = await browser.newContext({ reducedMotion: "reduce", ...look });
    const page = await context.newPage();
    await page.addInitScript(() => localStorage.setItem("velum-tour", "seen"));
    await page.goto(`${server.url}/${hash}`);
    await act(page);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", caret: "hide" });
    await context.close();
  }
  await browser.close();
} finally {
  await server.stop(0);
  await rm(settings, { recursive: true });
}
