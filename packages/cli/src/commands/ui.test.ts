import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { buildApp, createRegistry, listen, type RunningServer } from "@velum/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { INDEX } from "../../../server/src/test-support/page-folder.ts";
import { runCommandLine } from "../program.ts";
import { askAllowed } from "../serve/ask-allowed.ts";
import { captureOutput } from "../test-support/capture.ts";
import { startVelum } from "../test-support/run-velum.ts";
import { smallBundle } from "../test-support/small-bundle.ts";
import type { UiReadyLine } from "./ui.ts";

const TOKEN = "0123456789abcdef-token";
const MODEL = smallBundle().contract.name;
const output = captureOutput();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "velum-ui-"));
  await writeFile(join(folder, "index.html"), INDEX);
});
afterAll(() => rm(folder, { recursive: true }));

async function start(server: string, env: Record<string, string> = {}): Promise<UiReadyLine> {
  const child = startVelum(["ui", "--server", server, "--port", "0", "--page", folder, "--json"], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  return JSON.parse(line) as UiReadyLine;
}

async function serveModels(allowedOrigins: readonly string[]): Promise<RunningServer> {
  const registry = createRegistry([await loadModel(readBundle(smallBundle().bundle))]);
  const server = await listen(buildApp({ token: TOKEN, allowedOrigins }, registry));
  onTestFinished(() => server.stop(0));
  return server;
}

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A request as a browser would send it from a page of `origin`: Node's fetch lets nobody choose it. */
const ask = (url: string, method: string, headers: Readonly<Record<string, string>>): Promise<Told> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (message) => {
      message.resume();
      resolve({ status: message.statusCode!, headers: message.headers });
    });
    asked.on("error", reject).end();
  });

/** The browser's side of the CORS protocol for a request that needs a preflight (Fetch standard, 4.9 and 4.10). */
async function askAcross(url: string, method: string, origin: string, headers: Record<string, string>) {
  const names = Object.keys(headers);
  const preflight = await ask(url, "OPTIONS", {
    origin,
    "access-control-request-method": method,
    "access-control-request-headers": names.join(","),
  });
  const list = (name: string) => String(preflight.headers[name]).toLowerCase().split(/,\s*/);
  const passes =
    preflight.status >= 200 &&
    preflight.status < 300 &&
    preflight.headers["access-control-allow-origin"] === origin &&
    list("access-control-allow-methods").includes(method.toLowerCase()) &&
    names.every((name) => list("access-control-allow-headers").includes(name));
  if (!passes) return "blocked";
  const told = await ask(url, method, { origin, ...headers });
  return told.headers["access-control-allow-origin"] === origin ? told.status : "blocked";
}

// Each starts processes, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 180_000 });

describe("velum ui", () => {
  it("serves the page from this machine, for one server, and says that the server does not let it ask", async () => {
    const remote = await serveModels([]);
    const { url, page, server, reach } = await start(remote.url, { VELUM_TOKEN: TOKEN });
    expect([page, server, reach]).toEqual([`${url}/#token=${TOKEN}`, remote.url, "refused"]);
    const answer = await fetch(page);
    const html = await answer.text();
    expect(html).toContain(`<meta name="velum-mode" content="ui"><meta name="velum-server" content="${remote.url}">`);
    expect(answer.headers.get("content-security-policy")).toContain(`; connect-src 'self' ${remote.url};`);
    expect(await (await fetch(`${url}/v2/models`)).json()).toMatchObject({ code: "ROUTE_UNKNOWN" });

    // A server that was told of this page's origin.
    const told = await serveModels([url]);
    expect(await askAllowed(told.url, url)).toBe("allowed");
    const model = `${told.url}/v2/models/${MODEL}`;
    const authorization = `Bearer ${TOKEN}`;
    const octets = {
      authorization,
      "content-type": "application/octet-stream",
      "inference-header-content-length": "2",
    };
    expect(await askAcross(`${model}/contract`, "GET", url, { authorization })).toBe(200);
    // Let in, and refused for what it lacks: a body.
    expect(await askAcross(`${model}/infer`, "POST", url, octets)).toBe(400);
    for (const other of ["http://127.0.0.1:1", "https://evil.example", "null"]) {
      expect(await askAcross(`${model}/contract`, "GET", other, { authorization })).toBe("blocked");
      expect(await askAcross(`${model}/infer`, "POST", other, octets)).toBe("blocked");
    }
  });

  it("starts without its server, and says that it does not answer", async () => {
    // Nothing listens on the port of tcpmux.
    const { reach, page, url } = await start("http://127.0.0.1:1");
    expect([reach, page]).toEqual(["unreachable", `${url}/`]);
    expect((await fetch(page)).status).toBe(200);
  });

  it.each([
    ["http://velum.example.org", "SERVER_OPTION"],
    ["ftp://127.0.0.1", "SERVER_OPTION"],
  ])("does not take %s for a server (D4)", async (server, code) => {
    const exit = await runCommandLine(["node", "velum", "ui", "--server", server, "--page", folder, "--json"]);
    expect([exit, JSON.parse(output.stdout()).error.code]).toEqual([2, code]);
  });
});
