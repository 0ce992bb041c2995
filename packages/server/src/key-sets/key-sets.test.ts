import { createHash } from "node:crypto";
import { connect } from "node:net";
import { createContext, keySetHeadBytes, presets, sha256 } from "@velum/ckks";
import { writeSecretKey } from "@velum/ckks/secret";
import type { LoadedModel } from "@velum/evaluator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "../app.ts";
import { listen, type RunningServer } from "../listen.ts";
import { createRegistry } from "../models/model-registry.ts";
import type { ServerEvent } from "../server-event.ts";
import { createKeySetClient, type KeySetClient, loadKeySetModel } from "../test-support/key-set-model.ts";
import { loadSmallModel } from "../test-support/small-model.ts";
import { KEY_SET_LIFETIME } from "./key-set-store.ts";

let model: LoadedModel;
let older: LoadedModel;
let client: KeySetClient;
let server: RunningServer;
let time = 0;
const events: ServerEvent[] = [];
/** All that the server ever said in problems. */
const said: string[] = [];

const start = (options: object): Promise<RunningServer> =>
  listen(buildApp({ log: (event) => events.push(event), ...options }, registry(), () => time));
const registry = () => createRegistry([model, older, small]);
let small: LoadedModel;

beforeAll(async () => {
  [model, older, small] = await Promise.all([loadKeySetModel("2"), loadKeySetModel("1"), loadSmallModel()]);
  client = await createKeySetClient(model);
  server = await start({});
});
afterAll(() => server.stop(0));

const OCTETS = { "content-type": "application/octet-stream" };

interface Call {
  readonly id?: string;
  readonly query?: string;
  readonly method?: string;
  readonly body?: Uint8Array | ReadableStream;
  readonly headers?: Record<string, string>;
  readonly at?: RunningServer;
}

/** Status, and code of a problem. */
async function call({
  id = client.id,
  query = "?model=net",
  method = "PUT",
  body,
  headers = OCTETS,
  at = server,
}: Call) {
  const init = { method, headers, duplex: "half", ...(body === undefined ? {} : { body }) };
  const response = await fetch(`${at.url}/v2/keys/${id}${query}`, init as RequestInit);
  const text = await response.text();
  expect(response.headers.get("cache-control")).toBe("no-store");
  if (text === "") return [response.status];
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  said.push(text);
  return [response.status, (JSON.parse(text) as { code: string }).code];
}
const put = (body: Uint8Array | ReadableStream, more: Call = {}) => call({ body, ...more });
const head = async (more: Call = {}) => (await call({ method: "HEAD", headers: {}, ...more }))[0];
const remove = (more: Call = {}) => call({ method: "DELETE", headers: {}, ...more });

describe("a key set", () => {
  it("is uploaded, used, and uploaded again to no effect; deleted, unknown, and uploaded once more", async () => {
    expect(await head()).toBe(404);
    expect(await client.ask(server.url)).toBe("KEY_SET_UNKNOWN");
    expect(await put(client.bytes)).toEqual([201]);
    expect(await put(client.bytes)).toEqual([204]);
    expect(await head()).toBe(200);
    const answer = await client.ask(server.url);
    expect(typeof answer).toBe("object");
    expect(await remove()).toEqual([204]);
    expect(await remove()).toEqual([204]);
    expect(await head()).toBe(404);
    expect(await client.ask(server.url)).toBe("KEY_SET_UNKNOWN");
    expect(await put(client.bytes)).toEqual([201]);
    const again = await client.ask(server.url);
    const { maxError } = model.contract.plans[0]!.precision;
    expect(Math.abs(Number(again[0]) - Number(answer[0]))).toBeLessThanOrEqual(2 * maxError);
  });

  it("of one version is not found for another (E1)", async () => {
    await put(client.bytes);
    expect(await head({ query: "?model=net&version=2" })).toBe(200);
    expect(await head({ query: "?model=net&version=1" })).toBe(404);
    expect(await remove({ query: "?model=net&version=1" })).toEqual([204]);
    expect(await head()).toBe(200);
    const other = await createKeySetClient(older);
    expect(await other.ask(server.url)).toBe("KEY_SET_UNKNOWN");
  });

  it("is forgotten after a day, however often it is used", async () => {
    await put(client.bytes);
    time += KEY_SET_LIFETIME - 1;
    expect(await head()).toBe(200);
    expect(typeof (await client.ask(server.url))).toBe("object");
    time += 1;
    expect(await head()).toBe(404);
    expect(await client.ask(server.url)).toBe("KEY_SET_UNKNOWN");
  });

  it("gives way to another when the store is full: the one that was not used for longest", async () => {
    const two = await start({ keySetCount: 2 });
    try {
      const [b, c] = await Promise.all([createKeySetClient(model), createKeySetClient(model)]);
      await put(client.bytes, { at: two });
      await put(b.bytes, { id: b.id, at: two });
      await client.ask(two.url);
      await put(c.bytes, { id: c.id, at: two });
      expect(await head({ at: two })).toBe(200);
      expect(await head({ id: b.id, at: two })).toBe(404);
      expect(await b.ask(two.url)).toBe("KEY_SET_UNKNOWN");
      expect(typeof (await c.ask(two.url))).toBe("object");
    } finally {
      await two.stop(0);
    }
  });

  it("that no store could hold is noticed when the server starts", () => {
    expect(() => buildApp({ keySetBytes: client.bytes.length - 1 }, registry())).toThrow(
      expect.objectContaining({ code: "SERVER_OPTION" }),
    );
  });
});

/** The bytes with a change in the list, the checksum set right, and the same length. */
function lie(change: (list: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = client.bytes.slice();
  change(new DataView(bytes.buffer, 48), bytes);
  bytes.set(sha256(bytes.subarray(0, -32)), bytes.length - 32);
  return bytes;
}

/** Where the entries of two rotations lie in the list: behind the public key's and the relinearization key's. */
const [FIRST, SECOND] = [96, 144];

describe("bad uploads are refused with their own code, and nothing of them is kept", () => {
  it.each([
    ["another id", { id: "ab".repeat(32) }, [400, "KEY_SET_ID"]],
    ["an id in capitals", { id: "AB".repeat(32) }, [400, "KEY_SET_ID"]],
    ["a short id", { id: "ab" }, [400, "KEY_SET_ID"]],
    ["an id that leads elsewhere", { id: "..%2f..%2fmodels" }, [400, "KEY_SET_ID"]],
    ["no model", { query: "" }, [400, "MODEL_NAME_INVALID"]],
    ["a model that is none", { query: "?model=other" }, [404, "MODEL_UNKNOWN"]],
    ["a model of an odd name", { query: "?model=__proto__" }, [400, "MODEL_NAME_INVALID"]],
    ["a version that is none", { query: "?model=net&version=9" }, [404, "MODEL_VERSION_UNKNOWN"]],
    ["a plan that is none", { query: "?model=net&plan=columns" }, [422, "KEY_SET_UNUSED"]],
    ["a model that needs none", { query: "?model=small" }, [422, "KEY_SET_UNUSED"]],
    ["JSON", { headers: { "content-type": "application/json" } }, [415, "CONTENT_TYPE_UNSUPPORTED"]],
    ["compressed bytes", { headers: { ...OCTETS, "content-encoding": "gzip" } }, [415, "CONTENT_TYPE_UNSUPPORTED"]],
    ["a page of another origin", { headers: { ...OCTETS, origin: "https://evil.example" } }, [403, "ORIGIN_REFUSED"]],
  ] as const)("%s", async (_, more, refusal) => {
    await remove();
    expect(await put(client.bytes, more)).toEqual(refusal);
    expect(await head()).toBe(404);
  });

  it("a byte less, a byte more, no byte, and a length that is not declared", async () => {
    for (const bytes of [client.bytes.subarray(1), Buffer.concat([client.bytes, Buffer.alloc(1)]), Buffer.alloc(0)]) {
      expect(await put(bytes)).toEqual([400, "KEY_SET_LENGTH"]);
    }
    expect(await put(new Blob([client.bytes]).stream())).toEqual([400, "KEY_SET_LENGTH"]);
  });

  it.each<[string, (list: DataView, bytes: Uint8Array) => void, number, string]>([
    ["a foreign rotation", (list) => list.setUint32(FIRST + 4, 3, true), 422, "KEY_SET_FOREIGN"],
    ["a key a level too low", (list) => list.setUint8(FIRST + 2, 0), 422, "KEY_SET_LEVEL"],
    [
      "two rotations swapped",
      (list, bytes) => {
        const a = bytes.slice(48 + FIRST, 48 + SECOND);
        bytes.copyWithin(48 + FIRST, 48 + SECOND, 48 + SECOND + 48);
        bytes.set(a, 48 + SECOND);
        expect(list.byteLength).toBeGreaterThan(0);
      },
      422,
      "KEY_SET_ORDER",
    ],
    ["a list of fewer keys", (_, bytes) => bytes.fill(1, 40, 41), 422, "KEY_SET_MISSING"],
    ["a list of more keys", (_, bytes) => bytes.fill(255, 40, 44), 422, "KEY_SET_EXTRA"],
    ["other parameters", (_, bytes) => bytes.fill(0, 8, 40), 422, "PARAMETERS_MISMATCH"],
    ["a request frame", (_, bytes) => bytes.fill(64, 6, 7), 422, "FRAME_TYPE"],
    ["a digest of another body", (list) => list.setUint32(FIRST + 16, 0), 400, "KEY_SET_ID"],
    ["another body", (_, bytes) => bytes.fill(0, 5000, 5008), 400, "FRAME_DIGEST"],
  ])("%s, every byte there and the checksum right", async (_, change, status, code) => {
    await remove();
    expect(await put(lie(change))).toEqual([status, code]);
    expect(await head()).toBe(404);
  });

  it("one bit changed", async () => {
    const bytes = client.bytes.slice();
    bytes[100_000]! ^= 1;
    expect(await put(bytes)).toEqual([400, "FRAME_DIGEST"]);
  });

  it("a secret key in their place, as a frame", async () => {
    const context = await createContext(presets.row);
    const bytes = new Uint8Array(client.bytes.length);
    bytes.set(writeSecretKey(context, client.secret));
    expect(await put(bytes)).toEqual([400, "SECRET_KEY_RECEIVED"]);
  });

  it("other methods", async () => {
    for (const method of ["GET", "POST", "PATCH"]) {
      expect(await call({ method, headers: {} })).toEqual([405, "METHOD_NOT_ALLOWED"]);
    }
  });
});

/** Begins an upload and sends only so many bytes of its body; what comes back, when it does. */
function begin(
  bytes: Uint8Array,
  count: number,
  { port } = server,
  from = "192.0.2.1",
): { readonly answer: Promise<string>; hangUp(): void } {
  const socket = connect({ host: "127.0.0.1", port });
  const answer = new Promise<string>((resolve, reject) => {
    socket.once("data", (data) => resolve(data.toString("latin1")));
    socket.once("error", reject);
  });
  // Who hangs up does not wait for it.
  answer.catch(() => {});
  const path = `PUT /v2/keys/${client.id}?model=net HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  socket.write(`${path}X-Forwarded-For: ${from}\r\n`);
  socket.write(`Content-Type: application/octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`);
  socket.write(bytes.subarray(0, count));
  return { answer, hangUp: () => socket.destroy() };
}

describe("an upload that does not go on", () => {
  it("is refused by its head alone, before a body has come", async () => {
    const count = keySetHeadBytes(presets.row, model.contract.plans[0]!.keys);
    const { answer, hangUp } = begin(
      lie((list) => list.setUint32(FIRST + 4, 3, true)),
      count,
    );
    expect(await answer).toMatch(/^HTTP\/1.1 422 /);
    hangUp();
  });

  it("takes one of eight places: the ninth upload is asked to come again, until one hangs up (E4)", async () => {
    const app = buildApp({ log: (event) => events.push(event), behindProxy: true }, registry(), () => time);
    let begunUploads = 0;
    const eight = new Promise<void>((resolve) => {
      app.addHook("onRequest", async ({ method }) => {
        if (method === "PUT" && ++begunUploads === 8) resolve();
      });
    });
    const own = await listen(app);
    try {
      const begun = Array.from({ length: 8 }, (_, i) => begin(client.bytes, 100, own, `192.0.2.${i}`));
      // Only then: a ninth that came earlier would have a place, and one of the eight none.
      await eight;
      expect(await put(client.bytes, { at: own })).toEqual([503, "SERVER_BUSY"]);
      for (const one of begun) one.hangUp();
      let last: unknown[];
      do last = await put(client.bytes, { at: own });
      while (last[0] === 503);
      expect(last).toEqual([201]);
      expect(await head({ at: own })).toBe(200);
    } finally {
      await own.stop(0);
    }
  });
});

describe("an address that uploads much waits (E4)", () => {
  const settings = () => ({ uploadBytesPerMinute: Math.ceil(2.5 * client.bytes.length), behindProxy: true });
  const from = (address: string) => ({ headers: { ...OCTETS, "x-forwarded-for": address } });

  it("as long as the server says, whatever it uploads; another address does not", async () => {
    const own = await start(settings());
    try {
      const hostile = lie((_, bytes) => bytes.fill(0, 5000, 5008));
      expect(await put(hostile, { at: own, ...from("192.0.2.1") })).toEqual([400, "FRAME_DIGEST"]);
      expect(await put(client.bytes, { at: own, ...from("192.0.2.1") })).toEqual([201]);
      const init = { method: "PUT", body: client.bytes, headers: from("203.0.113.9, 192.0.2.1").headers };
      const refused = await fetch(`${own.url}/v2/keys/${client.id}?model=net`, init);
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, "UPLOAD_QUOTA"]);
      // Half a key set too many, of two and a half a minute.
      expect(refused.headers.get("retry-after")).toBe("12");
      expect(await put(client.bytes, { at: own, ...from("192.0.2.2") })).toEqual([204]);
      time += 11_000;
      expect(await put(client.bytes, { at: own, ...from("192.0.2.1") })).toEqual([429, "UPLOAD_QUOTA"]);
      time += 1_001;
      expect(await put(client.bytes, { at: own, ...from("192.0.2.1") })).toEqual([204]);
    } finally {
      await own.stop(0);
    }
  });

  it("a quota that no key set fits into is noticed when the server starts", () => {
    expect(() => buildApp({ uploadBytesPerMinute: client.bytes.length - 1 }, registry())).toThrow(
      expect.objectContaining({ code: "SERVER_OPTION" }),
    );
  });
});

describe("Content-Digest (RFC 9530)", () => {
  const digest = (body: Uint8Array) => `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;

  it("of an upload is compared with its body before that is read", async () => {
    await remove();
    for (const [header, told] of [
      [digest(client.bytes.subarray(1)), [400, "CONTENT_DIGEST"]],
      ["sha-256=abc", [400, "CONTENT_DIGEST"]],
      [digest(client.bytes), [201]],
    ] as const) {
      expect(await put(client.bytes, { headers: { ...OCTETS, "content-digest": header } })).toEqual(told);
    }
  });
});

/** Uploads that are refused as early and as late as can be, in turn. */
function hostile(i: number): Uint8Array {
  const last = client.bytes.length - 32;
  const kinds = [
    (list: DataView) => list.setUint32(FIRST + 4, 3 + 2 * i, true),
    (_: DataView, bytes: Uint8Array) => bytes.fill(i, 5000, 5008),
    (_: DataView, bytes: Uint8Array) => bytes.fill(i, last - 8, last),
    (list: DataView) => list.setUint8(SECOND + 2, 7),
  ];
  return lie(kinds[i % kinds.length]!);
}

describe("forty hostile key sets, four at a time (E4)", () => {
  it("are each refused with a code; health and answers go on, and nothing of them is kept", async () => {
    const own = await start({ uploadBytesPerMinute: 2 ** 40 });
    try {
      await put(client.bytes, { at: own });
      let done = false;
      let healthy = 0;
      const watch = (async () => {
        while (!done) {
          expect((await fetch(`${own.url}/v2/health/ready`)).status).toBe(200);
          healthy++;
        }
      })();
      let next = 0;
      const codes = new Map<string, number>();
      const attack = async (): Promise<void> => {
        for (let i = next++; i < 40; i = next++) {
          const [status, code] = await put(hostile(i), { at: own });
          expect(status).toBeGreaterThanOrEqual(400);
          expect(status).toBeLessThan(500);
          codes.set(String(code), (codes.get(String(code)) ?? 0) + 1);
        }
      };
      await Promise.all([attack(), attack(), attack(), attack()]);
      expect(typeof (await client.ask(own.url))).toBe("object");
      done = true;
      await watch;
      expect(healthy).toBeGreaterThan(0);
      expect([...codes].sort()).toEqual([
        ["FRAME_DIGEST", 20],
        ["KEY_SET_FOREIGN", 10],
        ["KEY_SET_LEVEL", 10],
      ]);
    } finally {
      await own.stop(0);
    }
  }, 180_000);
});

it("logs and problems hold nothing of the keys: no id, no seed, no residue", () => {
  const told = JSON.stringify(events) + said.join("");
  expect(events.length).toBeGreaterThan(50);
  expect(said.length).toBeGreaterThan(20);
  expect(told).toContain("/v2/keys/:id");
  const list = Buffer.from(client.bytes.subarray(40, 400));
  const body = Buffer.from(client.bytes.subarray(5000, 5400));
  for (const canary of [list, body, Buffer.from(client.id, "hex")]) {
    for (let at = 0; at + 12 <= canary.length; at += 4) {
      const part = canary.subarray(at, at + 12);
      if (part.filter((byte) => byte === 0).length > 4) continue;
      for (const form of ["hex", "base64", "latin1"] as const) {
        expect(told.includes(part.toString(form).replace(/=+$/, ""))).toBe(false);
      }
    }
  }
});
