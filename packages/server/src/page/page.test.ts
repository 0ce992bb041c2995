import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "../app.ts";
import { listen } from "../listen.ts";
import { createRegistry } from "../models/model-registry.ts";
import { sendRaw } from "../test-support/http.ts";
import { INDEX, withFolder } from "../test-support/page-folder.ts";
import { loadPage, type Page } from "./load-page.ts";
import { buildPageApp } from "./page-app.ts";

const SCRIPT = `console.log("${"velum ".repeat(200)}")`;
const FILES = {
  "index.html": INDEX,
  "assets/index-3f2a.js": SCRIPT,
  "assets/kernels-77.wasm": "\0asm",
  "icon.svg": "<svg/>",
};

let page: Page;
let app: FastifyInstance;
beforeAll(async () => {
  page = await withFolder(FILES, loadPage);
  app = buildApp({ page }, createRegistry([]));
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}, at = app) => at.inject({ url, headers });
const directives = (policy: unknown): ReadonlyMap<string, string> =>
  new Map(
    String(policy)
      .split("; ")
      .map((one) => [one.split(" ", 1)[0]!, one.slice(one.indexOf(" ") + 1)]),
  );

describe("the page", () => {
  it("is the index at / and /index.html, with a nonce of its own in each answer and in its policy", async () => {
    const nonces = new Set<string>();
    for (const url of ["/", "/index.html", "/"]) {
      const { headers, payload, statusCode } = await get(url);
      expect([statusCode, headers["content-type"], headers["cache-control"]]).toEqual([
        200,
        "text/html; charset=utf-8",
        "no-store",
      ]);
      const nonce = /property="csp-nonce" nonce="([A-Za-z0-9+/=]{24})"/.exec(payload)![1]!;
      nonces.add(nonce);
      expect(directives(headers["content-security-policy"]).get("style-src")).toBe(`'nonce-${nonce}' 'self'`);
      expect(payload).toContain('<meta name="velum-mode" content="served"><meta name="velum-server" content="">');
      expect(payload).not.toContain("__VELUM");
    }
    expect(nonces.size).toBe(3);
  });

  it("may run its own scripts and WebAssembly, connect to its own server, and nothing else (D2)", async () => {
    for (const url of ["/", "/assets/index-3f2a.js", "/icon.svg"]) {
      const { headers } = await get(url);
      const policy = directives(headers["content-security-policy"]);
      expect(Object.fromEntries(policy)).toEqual({
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "style-src": expect.stringMatching(/^'nonce-[A-Za-z0-9+/=]{24}' 'self'$/),
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
      });
      expect(headers).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      expect(headers["permissions-policy"]).toMatch(/^(?:[a-z-]+=\(\)(?:, |$))+$/);
    }
  });

  it("sends its files by type, compressed where the browser takes it, and lets hashed names be kept", async () => {
    const plain = await get("/assets/index-3f2a.js");
    expect([plain.payload, plain.headers["content-type"]]).toEqual([SCRIPT, "text/javascript; charset=utf-8"]);
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const packed = await get("/assets/index-3f2a.js", { "accept-encoding": "deflate, gzip;q=0.5" });
    expect([packed.headers["content-encoding"], packed.headers.vary]).toEqual(["gzip", "Accept-Encoding"]);
    expect(gunzipSync(packed.rawPayload).toString()).toBe(SCRIPT);
    const refused = await get("/assets/index-3f2a.js", { "accept-encoding": "gzip;q=0, br" });
    expect(refused.headers["content-encoding"]).toBeUndefined();
    expect((await get("/assets/kernels-77.wasm")).headers["content-type"]).toBe("application/wasm");
    expect((await get("/icon.svg")).headers["cache-control"]).toBe("no-cache");
  });

  it("has no other path, whatever it looks like, and takes no other method", async () => {
    const server = await listen(app);
    for (const path of [
      "/../package.json",
      "/assets/../../etc/passwd",
      "/assets/%2e%2e/index.html",
      "/assets",
      "/x.js",
    ]) {
      const text = await sendRaw(server, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 404 /);
    }
    expect((await app.inject({ method: "POST", url: "/" })).json().code).toBe("METHOD_NOT_ALLOWED");
    expect((await get("/", { host: "evil.example" })).json().code).toBe("HOST_REFUSED");
  });
});

describe("the page of velum ui", () => {
  it("names the chosen server in its policy and to its script, and has no model routes", async () => {
    const ui = buildPageApp(page, "https://velum.example.org:8443");
    const { headers, payload } = await get("/", {}, ui);
    expect(directives(headers["content-security-policy"]).get("connect-src")).toBe(
      "'self' https://velum.example.org:8443",
    );
    expect(payload).toContain(
      '<meta name="velum-mode" content="ui"><meta name="velum-server" content="https://velum.example.org:8443">',
    );
    expect((await get("/v2/models", {}, ui)).statusCode).toBe(404);
    await ui.close();
  });

  it.each(["http://velum.example.org", "https://velum.example.org/", "https://a.b'; script-src *", "", "javascript:1"])(
    "does not take %j for a server",
    (server) => {
      expect(() => buildPageApp(page, server)).toThrow(expect.objectContaining({ code: "SERVER_OPTION" }));
    },
  );
});

describe("a folder that is no built page is refused", () => {
  it.each([
    ["without index.html", { "a.js": "" }],
    ["without a placeholder", { "index.html": INDEX.replace("__VELUM_NONCE__", "") }],
    ["with a kind of file that no page needs", { ...FILES, "server.key": "" }],
    ["with an odd name", { ...FILES, "a b.js": "" }],
    ["with a hidden file", { ...FILES, ".env.js": "" }],
  ])("%s", async (_, files) => {
    await expect(withFolder(files, loadPage)).rejects.toMatchObject({ code: "PAGE_FILES" });
  });

  it("with a link, to a file or to a folder, and where there is no folder", async () => {
    await withFolder(FILES, async (folder) => {
      await symlink(join(folder, "icon.svg"), join(folder, "other.svg"));
      await expect(loadPage(folder)).rejects.toMatchObject({ code: "PAGE_FILES" });
    });
    await withFolder(FILES, async (folder) => {
      await mkdir(join(folder, "real"));
      await writeFile(join(folder, "real/x.js"), "");
      await symlink(join(folder, "real"), join(folder, "link"));
      await expect(loadPage(folder)).rejects.toMatchObject({ code: "PAGE_FILES" });
      await expect(loadPage(join(folder, "none"))).rejects.toMatchObject({ code: "PAGE_FILES" });
    });
  });
});
