import { request } from "node:http";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "../app.ts";
import { listen, type RunningServer } from "../listen.ts";
import { createRegistry } from "../models/model-registry.ts";
import { loadSmallModel } from "../test-support/small-model.ts";

const TOKEN = "0123456789abcdef-._~";
const PAGE = "http://127.0.0.1:8090";
let app: FastifyInstance;
let server: RunningServer;

beforeAll(async () => {
  app = buildApp({ token: TOKEN, allowedOrigins: [PAGE] }, createRegistry([await loadSmallModel()]));
  server = await listen(app);
});
afterAll(() => server.stop(0));

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A raw HTTP client: `fetch` lets nobody choose Host and Origin. */
function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port: server.port, method, path, headers, agent: false },
      async (message) => {
        const body = Buffer.concat(await message.toArray()).toString();
        resolve({ status: message.statusCode!, headers: message.headers, body });
      },
    );
    asked.on("error", reject).end();
  });
}
const bearer = { authorization: `Bearer ${TOKEN}` };
const KEY_PATH = `/v2/keys/${"ab".repeat(32)}?model=small`;

describe("a server with a token", () => {
  it.each([
    ["GET", "/v2"],
    ["GET", "/v2/health/live"],
    ["GET", "/v2/health/ready"],
    ["GET", "/demonstration"],
  ])("says without it: %s %s", async (method, path) => {
    expect((await ask(method, path)).status).toBe(200);
  });

  it.each([
    ["GET", "/v2/models"],
    ["HEAD", "/v2/models"],
    ["GET", "/v2/models/small"],
    ["GET", "/v2/models/small/ready"],
    ["GET", "/v2/models/small/contract"],
    ["GET", "/v2/models/none/contract"],
    ["GET", "/v2/%6dodels/small/contract"],
    ["GET", "/v2/models/small/versions/1/contract"],
    ["POST", "/v2/models/small/infer"],
    ["DELETE", "/v2/models/small"],
    ["PUT", KEY_PATH],
    ["HEAD", KEY_PATH],
    ["DELETE", KEY_PATH],
  ])("asks for it, with one answer for all: %s %s", async (method, path) => {
    const odd = [{}, { authorization: TOKEN }, { authorization: `Basic ${TOKEN}` }, { authorization: "Bearer" }];
    const wrong = [`${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase(), "x".repeat(5000)];
    const bodies = new Set<string>();
    for (const headers of [...odd, ...wrong.map((token) => ({ authorization: `Bearer ${token}` }))]) {
      const told = await ask(method, path, headers);
      expect([told.status, told.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
      bodies.add(told.body);
    }
    expect(
      (await ask(method, `${path}${path.includes("?") ? "&" : "?"}token=${TOKEN}&access_token=${TOKEN}`)).status,
    ).toBe(401);
    expect(bodies.size).toBe(1);
    expect((await ask(method, path, bearer)).status).not.toBe(401);
  });

  it("takes it in any case of the scheme's name, and never says it", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      expect((await ask("GET", "/v2/models", { authorization: `${scheme} ${TOKEN}` })).status).toBe(200);
    }
    const { body, headers } = await ask("GET", "/v2/models", { authorization: `Bearer ${TOKEN}x` });
    expect(JSON.parse(body).code).toBe("UNAUTHORIZED");
    expect(body + JSON.stringify(headers)).not.toContain(TOKEN);
  });

  it.each(["short", "with space 0123456789", "ümlaut0123456789abc", "", "x".repeat(600)])(
    "is not built with %j",
    (token) => {
      expect(() => buildApp({ token }, createRegistry([]))).toThrow(expect.objectContaining({ code: "SERVER_OPTION" }));
    },
  );
});

describe("a page of another origin", () => {
  const preflight = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type,inference-header-content-length",
  };

  it("that is allowed gets its preflight without a token, and reads answers by its exact name", async () => {
    const asked = await ask("OPTIONS", "/v2/models/small/infer", { origin: PAGE, ...preflight });
    expect([asked.status, asked.body]).toEqual([204, ""]);
    expect(asked.headers).toMatchObject({ "access-control-allow-origin": PAGE, vary: "Origin" });
    const allowed = String(asked.headers["access-control-allow-headers"]).toLowerCase().split(", ");
    for (const name of preflight["access-control-request-headers"].split(",")) expect(allowed).toContain(name);
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      expect(String(asked.headers["access-control-allow-methods"]).split(", ")).toContain(method);
    }
    for (const headers of [{ origin: PAGE, ...bearer }, { origin: PAGE }]) {
      const told = await ask("GET", "/v2/models/small/contract", headers);
      expect(told.status).toBe("authorization" in headers ? 200 : 401);
      expect(told.headers["access-control-allow-origin"]).toBe(PAGE);
      expect(told.headers["access-control-allow-credentials"]).toBeUndefined();
      const exposed = String(told.headers["access-control-expose-headers"]).toLowerCase().split(", ");
      for (const name of ["server-timing", "inference-header-content-length", "etag"]) expect(exposed).toContain(name);
    }
  });

  it.each([
    "https://evil.example",
    "null",
    "http://127.0.0.1:8091",
    "http://127.0.0.1:8090/",
    "http://localhost:8090",
    "*",
  ])("%j is refused, token or not, and told nothing that a browser would let it read", async (origin) => {
    for (const [method, path] of [
      ["OPTIONS", "/v2/models/small/infer"],
      ["GET", "/v2/models"],
      ["GET", "/demonstration"],
      ["POST", "/v2/models/small/infer"],
    ] as const) {
      const told = await ask(method, path, { origin, ...preflight, ...bearer });
      expect([told.status, JSON.parse(told.body).code]).toEqual([403, "ORIGIN_REFUSED"]);
      expect(told.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  it("cannot have its name rebound to this server: a foreign Host is refused even with the right Origin and token", async () => {
    for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1.evil.example"]) {
      const told = await ask("GET", "/v2/models", { host, origin: PAGE, ...bearer });
      expect([told.status, JSON.parse(told.body).code]).toEqual([421, "HOST_REFUSED"]);
    }
  });

  it.each(["http://evil.example", "*", "null", "https://a.example/", "https://a.example/x", "file:///", "a.example"])(
    "%j is no origin that a server can be told to allow",
    (origin) => {
      expect(() => buildApp({ allowedOrigins: [origin] }, createRegistry([]))).toThrow(
        expect.objectContaining({ code: "SERVER_OPTION" }),
      );
    },
  );
});
