import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const CHROMIUM: string = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
/** Where pages of the documents are served from, as the documents say. */
const ORIGIN = "http://127.0.0.1:5173";
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** Whether there is a browser for the pages of the documents. */
export const hasBrowser: boolean = existsSync(CHROMIUM);

/**
 * Opens a page of a folder in Chromium and waits for what its `<output>` says. The page's own files come from the folder, whatever
 * else it asks for goes over the network.
 */
export async function readInBrowser(folder: string, name: string, token: string | undefined): Promise<string> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.route(`${ORIGIN}/**`, (route) => {
      const file = new URL(route.request().url()).pathname.slice(1);
      if (!existsSync(join(folder, file))) return route.fulfill({ status: 404 });
      return route.fulfill({ path: join(folder, file), contentType: TYPES[extname(file)] ?? "text/plain" });
    });
    await page.goto(`${ORIGIN}/${name}${token === undefined ? "" : `#token=${token}`}`);
    const output = page.locator("output", { hasText: /\S/ });
    await output.waitFor({ state: "attached", timeout: 60_000 }).catch((error: Error) => {
      throw new Error([...complaints, error.message].join("\n"));
    });
    return (await output.textContent()) ?? "";
  } finally {
    await browser.close();
  }
}
