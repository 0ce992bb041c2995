import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

/** Where the browser is: VELUM_CHROMIUM names another place. */
const CHROMIUM: string = process.env["VELUM_CHROMIUM"] ?? "/usr/bin/chromium";

/** As `describe`, but skipped, with the reason in its name, where there is no browser. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (existsSync(CHROMIUM)) describe(name, { timeout: 240_000 }, tests);
  else describe.skip(`${name} (skipped: there is no Chromium at ${CHROMIUM})`, tests);
}

/** A fresh browser, without a sandbox since tests may run as root in a container. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

/** A tab and what went wrong in it. */
export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console, of scripts, and violations of the policy: nothing in a flow that goes well. */
  readonly problems: string[];
  /** Addresses of every request of the tab and its worker. */
  readonly requested: string[];
}

/** How a tab is opened. */
export interface TabOptions extends BrowserContextOptions {
  /** Shows the tour, as on the first visit. */
  readonly firstVisit?: boolean;
}

/** Opens a tab of its own: nothing is shared with other tabs. */
export async function openTab(browser: Browser, url: string, options: TabOptions = {}): Promise<Tab> {
  const { firstVisit = false, ...own } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...own });
  context.setDefaultTimeout(90_000);
  const [problems, requested]: [string[], string[]] = [[], []];
  context.on("request", (request) => requested.push(request.url()));
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.addInitScript(reportViolations);
  if (!firstVisit) await page.addInitScript(() => localStorage.setItem("velum-tour", "seen"));
  await page.goto(url);
  return { page, context, problems, requested };
}

/** Runs in the page. */
function reportViolations(): void {
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    console.error(`policy: ${violatedDirective} ${blockedURI}`);
  });
}
