import { contractDigest } from "@velum/protocol";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "./app.ts";
import { createRegistry } from "./models/model-registry.ts";
import type { ServerEvent } from "./server-event.ts";
import { loadSmallModel } from "./test-support/small-model.ts";

let app: FastifyInstance;
const events: ServerEvent[] = [];

beforeAll(async () => {
  const models = [await loadSmallModel(), await loadSmallModel({ version: "2" })];
  app = buildApp({ allowedHosts: ["velum.example.org"], log: (event) => events.push(event) }, createRegistry(models));
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe("what the server says of itself and its models", () => {
  it("names its formats and extensions", async () => {
    const response = await get("/v2");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      name: "velum",
      version: "0.1.0",
      extensions: ["binary_tensor_data"],
      formats: { contract: [1], frame: [1] },
    });
  });

  it("is live and ready", async () => {
    expect((await get("/v2/health/live")).json()).toEqual({ live: true });
    expect((await get("/v2/health/ready")).json()).toEqual({ ready: true });
    expect((await get("/v2/models/small/ready")).json()).toEqual({ name: "small", ready: true });
    expect((await get("/v2/models/small/versions/1/ready")).json()).toEqual({ name: "small", ready: true });
  });

  it("lists its models", async () => {
    const { models } = (await get("/v2/models")).json();
    expect(models.map(({ name, version }: { name: string; version: string }) => [name, version])).toEqual([
      ["small", "1"],
      ["small", "2"],
    ]);
  });

  it("describes a model by its tensors, the last version unless one is named", async () => {
    const metadata = (await get("/v2/models/small")).json();
    expect(metadata).toMatchObject({ name: "small", versions: ["1", "2"], platform: "velum" });
    expect(metadata.parameters).toMatchObject({ version: "2", plans: ["dot"] });
    expect(metadata.inputs).toEqual([{ name: "request", datatype: "UINT8", shape: [expect.any(Number)] }]);
    expect(metadata.outputs).toEqual([{ name: "response", datatype: "UINT8", shape: [expect.any(Number)] }]);
    expect((await get("/v2/models/small/versions/1")).json().parameters.version).toBe("1");
  });
});

describe("the contract", () => {
  it("is the same bytes for every caller, under its own digest", async () => {
    const first = await get("/v2/models/small/contract");
    const second = await get("/v2/models/small/contract", { "user-agent": "another", accept: "text/html" });
    expect(first.headers["content-type"]).toBe("application/json");
    expect(first.headers.etag).toBe(`"${contractDigest(first.rawPayload)}"`);
    expect(second.rawPayload).toEqual(first.rawPayload);
    expect((await get("/v2/models/small/versions/1/contract")).headers.etag).not.toBe(first.headers.etag);
  });

  it("is not sent again to a caller that has it", async () => {
    const { headers } = await get("/v2/models/small/contract");
    for (const header of [headers.etag, `"x", W/${headers.etag}`, "*"]) {
      const again = await get("/v2/models/small/contract", { "if-none-match": String(header) });
      expect([again.statusCode, again.rawPayload.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
    }
    expect((await get("/v2/models/small/contract", { "if-none-match": '"x"' })).statusCode).toBe(200);
  });
});

describe("refusals", () => {
  it.each([
    ["GET", "/", 404, "ROUTE_UNKNOWN"],
    ["POST", "/v2/nothing", 404, "ROUTE_UNKNOWN"],
    ["GET", "/v2/%", 404, "ROUTE_UNKNOWN"],
    ["GET", `/v2/models/${"a".repeat(500)}`, 404, "ROUTE_UNKNOWN"],
    ["GET", "/v2/models/other", 404, "MODEL_UNKNOWN"],
    ["GET", "/v2/models/small/versions/3/contract", 404, "MODEL_VERSION_UNKNOWN"],
    ["GET", "/v2/models/..%2F..%2Fetc", 400, "MODEL_NAME_INVALID"],
    ["GET", "/v2/models/small/versions/%00", 400, "MODEL_NAME_INVALID"],
    ["GET", "/v2/models/__proto__", 400, "MODEL_NAME_INVALID"],
    ["POST", "/v2", 405, "METHOD_NOT_ALLOWED"],
    ["DELETE", "/v2/models/small", 405, "METHOD_NOT_ALLOWED"],
    ["PUT", "/v2/models/small/contract", 405, "METHOD_NOT_ALLOWED"],
    ["GET", "/v2/models/small/infer", 405, "METHOD_NOT_ALLOWED"],
  ] as const)("%s %s: %i %s as problem details", async (method, url, status, code) => {
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(status);
    expect(response.headers["content-type"]).toBe("application/problem+json");
    expect(response.json()).toEqual({
      type: `urn:velum:error:${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code,
      retryable: false,
    });
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("says what is allowed, and reads no body for it", async () => {
    const response = await app.inject({ method: "PUT", url: "/v2/models/small/infer", payload: { secret: 1 } });
    expect([response.statusCode, response.headers.allow]).toEqual([405, "POST"]);
    expect((await app.inject({ method: "OPTIONS", url: "/v2" })).headers.allow).toBe("GET, HEAD");
  });

  it("answers 500 without a word of what failed, and logs where without what", async () => {
    const broken = buildApp(
      { log: (event) => events.push(event) },
      {
        ...createRegistry([]),
        find: () => {
          throw new RangeError("patient 4711");
        },
      },
    );
    const response = await broken.inject({ url: "/v2/models/small/contract" });
    expect(response.json()).toMatchObject({ status: 500, code: "INTERNAL_ERROR" });
    expect(response.payload).not.toMatch(/4711|RangeError|at /);
    expect(events.at(-1)).toMatchObject({ status: 500, code: "INTERNAL_ERROR" });
    expect(events.at(-1)!.failure).toMatch(/^RangeError\n\s+at /);
    expect(events.at(-1)!.failure).not.toContain("4711");
    await broken.close();
  });
});

describe("who may call (D3)", () => {
  it.each(["localhost", "localhost:8080", "127.0.0.1:9", "[::1]:80", "VELUM.example.org"])(
    "answers to %s",
    async (host) => {
      expect((await get("/v2", { host })).statusCode).toBe(200);
    },
  );

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "localhost:80:80", "10.0.0.1"])(
    "refuses the host %j: a rebound page names its own",
    async (host) => {
      const response = await get("/v2/models/small/contract", { host });
      expect([response.statusCode, response.json().code]).toEqual([421, "HOST_REFUSED"]);
    },
  );

  it.each(["https://evil.example", "null", "http://localhost:81", "http://localhost.evil.example", ""])(
    "refuses the origin %j, preflight and request alike",
    async (origin) => {
      for (const method of ["GET", "OPTIONS", "POST"] as const) {
        const response = await app.inject({
          method,
          url: "/v2/models/small/infer",
          headers: { host: "localhost:80", origin },
        });
        expect([response.statusCode, response.json().code]).toEqual([403, "ORIGIN_REFUSED"]);
        expect(response.headers["access-control-allow-origin"]).toBeUndefined();
      }
    },
  );

  it("lets its own origin in", async () => {
    expect((await get("/v2", { host: "localhost:80", origin: "http://localhost:80" })).statusCode).toBe(200);
    expect((await get("/v2", { host: "velum.example.org", origin: "https://velum.example.org" })).statusCode).toBe(200);
  });
});

describe("every answer", () => {
  it.each(["/v2", "/v2/models/small/contract", "/nothing", "/v2/%"])(
    "of %s carries the security headers and an id of ours",
    async (url) => {
      const { headers } = await get(url, { "x-request-id": "4711" });
      expect(headers).toMatchObject({
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
      });
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it("is not stored; the contract may be kept, and is asked for again before each use", async () => {
    expect((await get("/v2")).headers["cache-control"]).toBe("no-store");
    expect((await get("/v2/models/small/contract")).headers["cache-control"]).toBe("no-cache");
  });

  it("is logged by route, status and id, without the caller's words", async () => {
    events.length = 0;
    const { headers } = await get("/v2/models/patient-4711?age=63", { "user-agent": "patient 4711" });
    expect(events).toEqual([
      {
        requestId: headers["x-request-id"],
        method: "GET",
        route: "/v2/models/:model",
        status: 404,
        milliseconds: expect.any(Number),
        code: "MODEL_UNKNOWN",
        failure: null,
      },
    ]);
    expect(JSON.stringify(events)).not.toContain("4711");
  });
});
