import { createContext, presets, toHex } from "@velum/ckks";
import { writeSecretKey } from "@velum/ckks/secret";
import type { LoadedModel } from "@velum/evaluator";
import { INFER_HEADER_LENGTH, readInferResponse, writeInferRequest } from "@velum/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "./app.ts";
import { listen, type RunningServer } from "./listen.ts";
import { createRegistry } from "./models/model-registry.ts";
import type { ServerEvent } from "./server-event.ts";
import { sendForever, sendRaw } from "./test-support/http.ts";
import { createSmallClient, loadSmallModel, type SmallClient, smallModel } from "./test-support/small-model.ts";

let model: LoadedModel;
let client: SmallClient;
let server: RunningServer;
const events: ServerEvent[] = [];

beforeAll(async () => {
  model = await loadSmallModel();
  client = await createSmallClient(model);
  server = await listen(buildApp({ log: (event) => events.push(event) }, createRegistry([model])));
});
afterAll(() => server.stop());

const url = (path = "infer"): string => `${server.url}/v2/models/small/${path}`;

/** Sends bytes as the body of an infer request. */
function post(
  body: Uint8Array | ReadableStream | string | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  const all = { "content-type": "application/octet-stream", [INFER_HEADER_LENGTH]: "0", ...headers };
  return fetch(url(), { method: "POST", body: body as BodyInit, headers: all, duplex: "half" } as RequestInit);
}

/** Wraps a frame and sends it. */
function postFrame(frame: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  const { bytes, headerLength } = writeInferRequest(frame);
  return post(bytes, { [INFER_HEADER_LENGTH]: String(headerLength), ...headers });
}

/** Status and code of a refusal. */
async function refusal(response: Response): Promise<[number, string]> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { status, code } = (await response.json()) as { status: number; code: string };
  expect(response.status).toBe(status);
  return [status, code];
}

/** The server still answers questions, and rightly. */
async function expectServing(): Promise<void> {
  const question = client.ask(0.5, -0.25);
  const response = await postFrame(question.request.bytes);
  expect(response.status).toBe(200);
  const body = new Uint8Array(await response.arrayBuffer());
  const answer = question.read(readInferResponse(body, response.headers.get(INFER_HEADER_LENGTH) ?? undefined));
  expect(Math.abs(answer - smallModel(0.5, -0.25))).toBeLessThan(0.004);
}

/** A request frame of which a change was made before its digest was taken, or after. */
function tampered(change: (bytes: Uint8Array) => Uint8Array | undefined): Uint8Array {
  const bytes = client.ask(0.1, 0.2).request.bytes.slice();
  return change(bytes) ?? bytes;
}

describe("POST …/infer", () => {
  it("answers an encrypted question within the promise, with and without a version, and says how long it took", async () => {
    for (const path of ["infer", "versions/1/infer"]) {
      const question = client.ask(0.75, 0.5);
      const { bytes, headerLength } = writeInferRequest(question.request.bytes);
      const headers = { "content-type": "application/octet-stream", [INFER_HEADER_LENGTH]: String(headerLength) };
      const response = await fetch(url(path), { method: "POST", body: bytes as BodyInit, headers });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/octet-stream");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("server-timing")).toMatch(/^velum;dur=\d+\.\d{3}$/);
      const body = new Uint8Array(await response.arrayBuffer());
      const frame = readInferResponse(body, response.headers.get(INFER_HEADER_LENGTH) ?? undefined);
      expect(Math.abs(question.read(frame) - smallModel(0.75, 0.5))).toBeLessThan(0.004);
    }
  });

  it("answers in the form of Open Inference Protocol v2: JSON with one UINT8 tensor, then its bytes", async () => {
    const response = await postFrame(client.ask(0, 0).request.bytes);
    const body = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get(INFER_HEADER_LENGTH));
    const size = body.length - length;
    expect(JSON.parse(body.subarray(0, length).toString())).toEqual({
      model_name: "small",
      model_version: "1",
      outputs: [{ name: "response", shape: [size], datatype: "UINT8", parameters: { binary_data_size: size } }],
    });
    const metadata = (await (await fetch(`${server.url}/v2/models/small`)).json()) as {
      outputs: { shape: number[] }[];
    };
    expect(metadata.outputs[0]!.shape).toEqual([size]);
  });

  it("takes a body in chunks too", async () => {
    const { bytes, headerLength } = writeInferRequest(client.ask(0, 0).request.bytes);
    const response = await post(chunked(bytes, 1000), { [INFER_HEADER_LENGTH]: String(headerLength) });
    expect(response.status).toBe(200);
  });

  it("answers the same question differently each time (masks are fresh)", async () => {
    const { bytes } = client.ask(0, 0).request;
    const [first, second] = [await postFrame(bytes), await postFrame(bytes)];
    expect(Buffer.from(await first.arrayBuffer())).not.toEqual(Buffer.from(await second.arrayBuffer()));
  });
});

describe("bad input is refused with its own code before any evaluation, and the server goes on", () => {
  afterAll(expectServing);

  it.each([
    ["no body", () => post(null), 400, "BODY_EMPTY"],
    ["an empty body in chunks", () => post(chunked(new Uint8Array(), 1)), 400, "BODY_EMPTY"],
    ["JSON by its type", () => post("{}", { "content-type": "application/json" }), 415, "BODY_IS_JSON"],
    [
      "JSON by a type that ends in it",
      () => post("{}", { "content-type": "application/x+json; a=b" }),
      415,
      "BODY_IS_JSON",
    ],
    [
      "a form, which needs no preflight",
      () => post("a=b", { "content-type": "text/plain" }),
      415,
      "CONTENT_TYPE_UNSUPPORTED",
    ],
    [
      "a compressed body",
      () => post(Uint8Array.of(31, 139), { "content-encoding": "gzip" }),
      415,
      "CONTENT_TYPE_UNSUPPORTED",
    ],
    ["a body over the limit", () => post(new Uint8Array(200_000)), 413, "BODY_TOO_LARGE"],
    ["a body over the limit in chunks", () => post(chunked(new Uint8Array(200_000), 4096)), 413, "BODY_TOO_LARGE"],
    ["a truncated frame", () => postFrame(tampered((bytes) => bytes.subarray(0, 5000))), 400, "FRAME_TRUNCATED"],
    [
      "a frame with bytes behind",
      () => postFrame(tampered((bytes) => Uint8Array.of(...bytes, 0))),
      413,
      "FRAME_TOO_LARGE",
    ],
    ["no frame at all", () => postFrame(new Uint8Array(5000).fill(7)), 400, "FRAME_MAGIC"],
  ] as const)("%s", async (_name, send, status, code) => {
    expect(await refusal(await send())).toEqual([status, code]);
  });

  it("a frame with one bit changed", async () => {
    const codes = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const frame = tampered((bytes) => {
        bytes[(i * 139) % bytes.length]! ^= 1 << (i % 8);
        return bytes;
      });
      const [status, code] = await refusal(await postFrame(frame));
      expect([400, 409, 413, 422]).toContain(status);
      codes.add(code);
    }
    expect(codes).toContain("FRAME_DIGEST");
  });

  it("a question for another model", async () => {
    const other = await createSmallClient(await loadSmallModel({ name: "other" }));
    expect(await refusal(await postFrame(other.ask(0, 0).request.bytes))).toEqual([409, "CONTRACT_MISMATCH"]);
  });

  it("a secret key, as a frame, in hexadecimal, and as a ternary list; it is not logged", async () => {
    const context = await createContext(presets.linear);
    const frame = writeSecretKey(context, client.secret());
    const ternary = Uint8Array.from({ length: 2048 }, (_, i) => [0, 1, 255][i % 3]!);
    events.length = 0;
    for (const body of [frame, new TextEncoder().encode(toHex(frame)), ternary]) {
      expect(await refusal(await post(body))).toEqual([400, "SECRET_KEY_RECEIVED"]);
      expect(await refusal(await postFrame(body))).toEqual([400, "SECRET_KEY_RECEIVED"]);
    }
    expect(events.every(({ failure }) => failure === null)).toBe(true);
    expect(JSON.stringify(events)).not.toContain(toHex(frame).slice(40, 60));
  });

  it("a body that ends before its declared length", async () => {
    const head =
      "POST /v2/models/small/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n";
    await sendRaw(server, `${head}Content-Length: 5000\r\n\r\nabc`, true);
    await expectServing();
  });

  it("a declared length above the limit, before a byte of it is sent", async () => {
    const head =
      "POST /v2/models/small/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n";
    const answer = await sendRaw(server, `${head}Connection: close\r\nContent-Length: 99999999999\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
  });

  it.each([
    ["that is read up to the limit", "application/octet-stream", 413],
    ["that is refused by its type, unread", "text/plain", 415],
  ])("a body without end %s: its sender is answered at once and then cut off", async (_name, type, status) => {
    // A request timeout that cannot be what ends it.
    const patient = await listen(buildApp({ requestTimeout: 600_000 }, createRegistry([model])));
    const head = `POST /v2/models/small/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n`;
    const part = `10000\r\n${"a".repeat(65_536)}\r\n`;
    const answer = await sendForever(patient, `${head}Transfer-Encoding: chunked\r\n\r\n`, part);
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    await patient.stop();
  });

  it("bytes that are no HTTP", async () => {
    for (const bytes of [
      "\u0000\u0001\u0002\r\n\r\n",
      "GET /v2 HTTP/1.1\r\nConnection: close\r\n\r\n",
      "GET /v2 HTTP/1.1\r\nHost localhost\r\n\r\n",
    ]) {
      const answer = await sendRaw(server, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer.toLowerCase()).toContain("content-type: application/problem+json");
    }
  });

  it("a page of another origin, with whatever content type", async () => {
    for (const type of ["text/plain", "application/octet-stream"]) {
      const response = await post("x", { "content-type": type, origin: "https://evil.example" });
      expect(await refusal(response)).toEqual([403, "ORIGIN_REFUSED"]);
    }
  });
});

describe("random bodies", () => {
  it("10,000 of them are refused as such, and the server goes on", async () => {
    const app = buildApp({}, createRegistry([model]));
    const good = writeInferRequest(client.ask(0, 0).request.bytes);
    const { length } = good.bytes;
    // Drawn as small numbers, so that a counterexample is one line and not a frame.
    const damage = fc.oneof(
      fc.record({ kind: fc.constant("noise"), bytes: fc.uint8Array({ maxLength: 300 }) }),
      fc.record({ kind: fc.constant("cut"), at: fc.nat({ max: length - 1 }) }),
      fc.record({ kind: fc.constant("flip"), at: fc.nat({ max: length - 1 }), mask: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ kind: fc.constant("flip"), at: fc.nat({ max: 400 }), mask: fc.integer({ min: 1, max: 255 }) }),
    );
    const apply = ({ kind, bytes, at, mask }: { kind: string; bytes?: Uint8Array; at?: number; mask?: number }) => {
      if (kind === "noise") return bytes!;
      if (kind === "cut") return good.bytes.subarray(0, at);
      return good.bytes.with(at!, good.bytes[at!]! ^ mask!);
    };
    const header = fc.oneof(
      { weight: 3, arbitrary: fc.constant(String(good.headerLength)) },
      { weight: 1, arbitrary: fc.oneof(fc.nat({ max: 2000 }).map(String), fc.stringMatching(/^[ -~]{0,9}$/)) },
    );
    await fc.assert(
      fc.asyncProperty(damage, header, async (drawn, headerLength) => {
        const headers = { "content-type": "application/octet-stream", [INFER_HEADER_LENGTH]: headerLength };
        const payload = Buffer.from(apply(drawn));
        const response = await app.inject({ method: "POST", url: "/v2/models/small/infer", payload, headers });
        expect([400, 409, 413, 415, 422]).toContain(response.statusCode);
        expect(response.json().code).toMatch(/^[A-Z_]+$/);
      }),
      { numRuns: 10_000 },
    );
    await app.close();
    await expectServing();
  });
});

function chunked(bytes: Uint8Array, size: number): ReadableStream {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}
