import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { RunningServer } from "@velum/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CodeSample, codeSamples, exampleRow } from "../../packages/web/src/models/code-samples.ts";
import { describeInBrowser, launchBrowser } from "./harness/browser.ts";
import { clearProbability } from "./harness/clear-truth.ts";
import { servedHeart, startServer } from "./harness/start-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const TOKEN = "a-token-of-the-tests-0123456789";

/** A page of the developer's own: the sample, and the file of the client beside it. */
const files = new Map<string, string | Buffer>();
const page = createServer(({ url = "" }, response) => {
  const type = url.endsWith(".js") ? "text/javascript" : "text/html";
  response.writeHead(files.has(url) ? 200 : 404, { "content-type": `${type}; charset=utf-8` }).end(files.get(url));
});
let server: RunningServer;
let truth: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  server = await startServer({ token: TOKEN, allowedOrigins: [pageOrigin()] });
  const row = Object.entries(exampleRow(await contract()));
  truth = await clearProbability("heart", Object.fromEntries(row.map(([name, value]) => [name, String(value)])));
}, 120_000);
afterAll(async () => {
  page.close();
  await server.stop(0);
});

const pageOrigin = (): string => `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
const contract = async () => (await servedHeart()).models[0]!.contract;

async function sample(id: CodeSample["id"]): Promise<string> {
  const target = { server: server.url, token: true, contract: await contract() };
  return codeSamples(target).find((one) => one.id === id)!.code;
}

describe("the code on the page Models", () => {
  test("for Node runs as it is", async () => {
    const flags = ["--import", "tsx", "--conditions=velum-source", "--input-type=module", "--eval"];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, await sample("node")], {
      cwd: `${root}/e2e`,
      env: { ...process.env, VELUM_TOKEN: TOKEN },
    });
    const logit = Number(/logits: \[ (-?[\d.]+) \]/.exec(stdout)![1]);
    expect(Math.abs(1 / (1 + Math.exp(-logit)) - truth)).toBeLessThan(0.002);
  });

  const hasCurl = spawnSync("curl", ["--version"]).status === 0;
  test.skipIf(!hasCurl)("for curl runs as it is (skipped where there is no curl)", async () => {
    const lines = (await sample("curl")).trim().split("\n");
    const documents = await Promise.all(
      lines.map(async (line) => {
        const { stdout } = await promisify(execFile)("sh", ["-c", line.replace("curl", "curl -sf")], {
          env: { ...process.env, VELUM_TOKEN: TOKEN },
        });
        return JSON.parse(stdout);
      }),
    );
    expect(documents.map(({ name }) => name)).toEqual(["velum", undefined, "heart", "heart"]);
    expect(documents[3].plans.length).toBeGreaterThan(0);
  });
});

describeInBrowser("the code on the page Models, in a browser", () => {
  test("runs as it is, beside the client's one file", async () => {
    files.set("/", await sample("browser"));
    files.set("/velum-client.js", await readFile(`${root}/packages/client/dist/velum-client.js`));
    const browser = await launchBrowser();
    try {
      const tab = await browser.newPage();
      tab.on("dialog", (dialog) => void dialog.accept(TOKEN));
      await tab.goto(pageOrigin());
      const text = await tab.locator("output", { hasText: "logits" }).innerText();
      const [logit] = (JSON.parse(text) as { logits: number[] }).logits;
      expect(Math.abs(1 / (1 + Math.exp(-logit!)) - truth)).toBeLessThan(0.002);
    } finally {
      await browser.close();
    }
  });
});
