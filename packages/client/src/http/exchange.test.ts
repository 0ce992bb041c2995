import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOf, errorOf } from "../../reference/code-of.ts";
import { type ExchangePolicy, exchange, waitAfter } from "./exchange.ts";
import { plainText } from "./server-problem.ts";

type Handler = (response: ServerResponse, count: number, message: IncomingMessage) => void;

let url: string;
let handle: Handler;
let bodies: Buffer[];
let stop: () => Promise<void>;

beforeEach(async () => {
  bodies = [];
  const server = createServer(async (message, response) => {
    bodies.push(Buffer.concat(await message.toArray()));
    handle(response, bodies.length, message);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});
afterEach(() => stop());

const never = new AbortController().signal;
const policy = (changes: Partial<ExchangePolicy> = {}): ExchangePolicy => ({
  timeout: 5000,
  retries: 0,
  signal: never,
  ...changes,
});
const post = (changes: Partial<ExchangePolicy> = {}, limit = 100) =>
  exchange({ url, method: "POST", headers: {}, body: Uint8Array.of(1, 2, 3), limit }, policy(changes));

const problem = (
  response: ServerResponse,
  status: number,
  fields: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { "content-type": "application/problem+json", ...headers });
  response.end(JSON.stringify(fields));
};

describe("Content-Digest (RFC 9530)", () => {
  const digest = (body: string | Uint8Array) => `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;

  test("goes with every body, and with none where there is none", async () => {
    const given: unknown[] = [];
    handle = (response, _, message) => {
      given.push(message.headers["content-digest"]);
      response.end();
    };
    await post();
    await exchange({ url, method: "GET", headers: {}, limit: 0 }, policy());
    expect(given).toEqual([digest(Uint8Array.of(1, 2, 3)), undefined]);
  });

  test("of an answer is compared with its bytes; another's is refused, and not asked for again", async () => {
    handle = (response, count) => {
      response.setHeader("content-digest", [digest("yes"), digest("no"), "sha-512=:YWJj:"][count - 1]!);
      response.end("yes");
    };
    expect(Buffer.from((await post()).bytes).toString()).toBe("yes");
    expect(await errorOf(post({ retries: 3 }))).toMatchObject({
      code: "SERVER_ANSWER_INVALID",
      argument: "Content-Digest",
    });
    expect(bodies).toHaveLength(2);
    expect(Buffer.from((await post()).bytes).toString()).toBe("yes");
  });
});

describe("limits of an answer", () => {
  test("as many bytes as allowed, declared or in chunks", async () => {
    handle = (response, count) => {
      if (count === 2) response.write(new Uint8Array(40));
      response.end(new Uint8Array(count === 2 ? 60 : 100));
    };
    expect((await post()).bytes.length).toBe(100);
    expect((await post()).bytes.length).toBe(100);
  });

  test("one more is refused: when it is declared, and when it just comes", async () => {
    handle = (response, count) => {
      if (count === 2) response.write(new Uint8Array(60));
      response.end(new Uint8Array(count === 2 ? 41 : 101));
    };
    expect(await codeOf(post())).toBe("SERVER_ANSWER_TOO_LARGE");
    expect(await codeOf(post())).toBe("SERVER_ANSWER_TOO_LARGE");
  });

  test("an endless answer is given up, and an endless error too", async () => {
    const closed: Promise<void>[] = [];
    handle = (response, count) => {
      closed.push(new Promise((resolve) => response.on("close", resolve)));
      response.writeHead(count === 1 ? 200 : 500);
      const more = (): void => {
        if (response.writable) response.write(new Uint8Array(10_000), more);
      };
      more();
    };
    expect(await codeOf(post())).toBe("SERVER_ANSWER_TOO_LARGE");
    expect(await codeOf(post())).toBe("SERVER_ANSWER_TOO_LARGE");
    await Promise.all(closed);
  });

  test("nothing is decompressed", async () => {
    handle = (response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(new Uint8Array(50)));
    };
    expect(await codeOf(post())).toBe("SERVER_ANSWER_INVALID");
  });
});

describe("time", () => {
  test("no answer", async () => {
    handle = () => {};
    expect(await codeOf(post({ timeout: 100 }))).toBe("SERVER_TIMEOUT");
  });

  test("an answer that does not end", async () => {
    handle = (response) => response.write("x");
    expect(await codeOf(post({ timeout: 100 }))).toBe("SERVER_TIMEOUT");
  });

  test("the caller's signal, before, during an answer, and during a wait", async () => {
    expect(await codeOf(post({ signal: AbortSignal.abort() }))).toBe("CALL_ABORTED");
    const during = new AbortController();
    handle = () => during.abort();
    expect(await codeOf(post({ signal: during.signal, retries: 5 }))).toBe("CALL_ABORTED");
    const waiting = new AbortController();
    handle = (response) => {
      response.on("finish", () => setImmediate(() => waiting.abort()));
      problem(response, 503, { code: "SERVER_BUSY" }, { "retry-after": "5" });
    };
    expect(await codeOf(post({ signal: waiting.signal, retries: 5 }))).toBe("CALL_ABORTED");
  });
});

describe("attempts", () => {
  test("the same bytes again when the server is busy and when the connection breaks (B3)", async () => {
    handle = (response, count) => {
      if (count === 1) problem(response, 503, { code: "SERVER_BUSY" });
      else if (count === 2) response.destroy();
      else response.end("done");
    };
    const { bytes } = await post({ retries: 2 });
    expect(Buffer.from(bytes).toString()).toBe("done");
    expect(bodies).toEqual([1, 2, 3].map(() => Buffer.of(1, 2, 3)));
  });

  test("as often as allowed, and then the last error", async () => {
    handle = (response) => problem(response, 503, { code: "SERVER_STOPPING" });
    expect(await codeOf(post({ retries: 1 }))).toBe("SERVER_REFUSED");
    expect(bodies).toHaveLength(2);
  });

  test.each([
    ["a refusal", 422, { code: "REQUEST_SCALE", retryable: true }],
    ["a fault of the server", 500, { code: "INTERNAL_ERROR" }],
    ["a code that nobody knows", 503, { code: "TRY_AGAIN", retryable: true }],
    ["an inherited name", 503, { code: "constructor" }],
    ["no problem details", 502, "<html>"],
  ])("never after %s", async (_, status, fields) => {
    handle = (response) => problem(response, status, fields as object);
    const error = await errorOf(post({ retries: 3 }));
    expect(error).toMatchObject({ code: "SERVER_REFUSED", server: { status } });
    expect(bodies).toHaveLength(1);
  });

  test("waits grow, follow the server, and are capped whatever it asks for (C6)", () => {
    expect([0, 1, 2].map((attempt) => waitAfter(attempt, 0))).toEqual([200, 400, 800]);
    expect(waitAfter(0, 1000)).toBe(1000);
    expect(waitAfter(0, 1e12)).toBe(5000);
    expect(waitAfter(40, 0)).toBe(5000);
  });

  test("no server at all", async () => {
    await stop();
    stop = async () => {};
    expect(await codeOf(post())).toBe("SERVER_UNREACHABLE");
  });
});

describe("what a server says is a stranger's text (C7)", () => {
  test("without escapes, line ends and reversed text, cut, and never in our own message", async () => {
    const detail = `\u001b[31mred\u0007\r\n\u202eevil\u2028${"x".repeat(1000)}`;
    handle = (response) => problem(response, 500, { code: "INTERNAL_ERROR", detail });
    const error = await errorOf(post());
    if (!("server" in error) || error.server === undefined) throw new Error("expected a problem");
    expect(error.server.detail).toMatch(/^\[31mred evil x+$/);
    expect(error.server.detail.length).toBeLessThanOrEqual(300);
    expect(error.message).not.toContain("evil");
  });

  test("any text: no control or formatting character is left", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (text) => {
        expect(plainText(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(Array.from(plainText(text)).length).toBeLessThanOrEqual(300);
      }),
    );
  });

  test.each([{ code: "lower" }, { code: 7 }, { code: "A".repeat(65) }, { code: "A B" }, [], null, 7])(
    "a code of another form is none: %j",
    async (fields) => {
      handle = (response) => problem(response, 500, fields as object);
      expect(await errorOf(post())).toMatchObject({ server: { code: undefined } });
    },
  );
});
