import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const CHROMIUM: string = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** Whether there is a browser for the pages of the documents. */
export const hasBrowser: boolean = existsSync(CHROMIUM);

/** Serves the files of a folder on a free port of loopback, as a reader's development server would. */
export async function serveFolder(folder: string): Promise<{ readonly origin: string; readonly server: Server }> {
  const server = createServer(async ({ url = "/" }, response) => {
    const file = normalize(new URL(url, "http://127.0.0.1").pathname);
    const content = await readFile(join(folder, file)).catch(() => undefined);
    response.writeHead(content === undefined ? 404 : 200, { "content-type": TYPES[extname(file)] ?? "text/plain" });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Opens a page in Chromium, waits until its `<output>` says something, and gives that. */
export async function readInBrowser(address: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(address);
    const output = page.locator("output", { hasText: /\S/ });
    await output.waitFor({ state: "attached", timeout: 60_000 }).catch((error: Error) => {
      throw new Error([...complaints, error.message].join("\n"));
    });
    return (await output.textContent()) ?? "";
  } finally {
    await browser.close();
  }
}
