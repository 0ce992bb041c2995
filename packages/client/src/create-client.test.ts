import { createServer } from "node:http";
import type { LoadedModel } from "@velum/evaluator";
import { contractBytes } from "@velum/protocol";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { codeOf, errorOf } from "../reference/code-of.ts";
import { clearLogit, servedModel } from "../reference/served-model.ts";
import { startServer, type TestServer } from "../reference/test-server.ts";
import { createClient } from "./create-client.ts";
import type { Frames, Step } from "./session/step.ts";

let model: LoadedModel;
let server: TestServer;
beforeAll(async () => {
  model = await servedModel();
  server = await startServer(model);
});
afterEach(() => {
  server.behaviour = {};
});
afterAll(() => server.stop());

const options = () => ({ url: server.url, model: "test" });

describe("predict", () => {
  test("any row: within the promise, with the label and probability of its logit", async () => {
    const client = await createClient(options());
    const rows = fc.record({
      age: fc.double({ min: 18, max: 100, noNaN: true }),
      state: fc.constantFrom("sick", "well"),
    });
    await fc.assert(
      fc.asyncProperty(rows, async (row) => {
        const answer = await client.predict(row);
        const clear = clearLogit(row.age, row.state as "sick");
        if (answer.kind !== "class") throw new Error("expected a class");
        expect(Math.abs(answer.logits[0]! - clear)).toBeLessThanOrEqual(0.004);
        expect(Number.isInteger(answer.logits[0]! * 2 ** 11)).toBe(true);
        expect(answer.probability).toBeCloseTo(1 / (1 + Math.exp(-answer.logits[0]!)), 12);
        expect(answer.label).toBe(answer.logits[0]! >= 0 ? "yes" : "no");
      }),
      { numRuns: 25 },
    );
  });

  test("says what it took", async () => {
    const client = await createClient(options());
    const { milliseconds, bytes } = await client.predict({ age: 60, state: "well" });
    for (const part of ["keygen", "encrypt", "roundTrip", "decrypt"] as const) {
      expect(milliseconds[part]).toBeGreaterThan(0);
    }
    expect(milliseconds.server).toBe(0.125);
    expect(bytes.request).toBeLessThanOrEqual(28 * 1024);
    expect(bytes.response).toBeLessThanOrEqual(8 * 1024);
    expect(server.seen.at(-1)!.body.length - bytes.request).toBeLessThan(200);
  });

  test("tells of its steps in order, with the times and lengths of the answer and the frames that travelled", async () => {
    const client = await createClient(options());
    const steps: Step[] = [];
    const frames: Frames[] = [];
    const { milliseconds, bytes } = await client.predict(
      { age: 60, state: "well" },
      { onStep: (step) => steps.push(step), onFrames: (pair) => frames.push(pair) },
    );
    const { keygen, encrypt, roundTrip, decrypt } = milliseconds;
    expect(steps).toEqual([
      { name: "prepare", milliseconds: keygen, bytes: undefined },
      { name: "encrypt", milliseconds: encrypt, bytes: bytes.request },
      { name: "send", milliseconds: roundTrip - 0.125, bytes: bytes.request },
      { name: "compute", milliseconds: 0.125, bytes: bytes.response },
      { name: "decrypt", milliseconds: decrypt, bytes: undefined },
    ]);
    const sent = Buffer.from(server.seen.at(-1)!.body);
    expect(sent.subarray(-bytes.request).equals(frames[0]!.request)).toBe(true);
    expect(frames.map(({ response }) => response.length)).toEqual([bytes.response]);
    expect(client.frameSizes).toContainEqual({ plan: client.contract.plans[0]!.name, ...bytes, keySet: 0 });
  });

  test("tells of the steps of each request of many rows, and of none behind one that failed", async () => {
    const client = await createClient(options());
    const names: string[] = [];
    const rows = [60, 61].map((age) => ({ age, state: "well" }));
    for await (const _ of client.predictMany(rows, { onStep: ({ name }) => names.push(name) }));
    expect(names.filter((name) => name === "decrypt")).toHaveLength(names.length / 5);
    names.length = 0;
    server.behaviour = { answer: () => new Uint8Array(8) };
    await expect(client.predict(rows[0]!, { onStep: ({ name }) => names.push(name) })).rejects.toThrow();
    expect(names).toEqual(["prepare", "encrypt", "send", "compute"]);
  });

  test("strong protection too", async () => {
    const strong = await startServer(await servedModel("strong"));
    const client = await createClient({ ...options(), url: strong.url });
    const { logits } = await client.predict({ age: 90, state: "sick" });
    expect(Math.abs(logits[0]! - clearLogit(90, "sick"))).toBeLessThanOrEqual(0.004);
    await strong.stop();
  });

  test.each([
    ["out of range", { age: 101, state: "well" }, "FEATURE_OUT_OF_RANGE", "row.age"],
    ["NaN", { age: Number.NaN, state: "well" }, "FEATURE_NOT_A_NUMBER", "row.age"],
    ["an unknown category", { age: 50, state: "fine" }, "FEATURE_UNKNOWN_CATEGORY", "row.state"],
    ["a missing value", { age: 50 }, "FEATURE_MISSING", "row.state"],
    ["an unknown feature", { age: 50, state: "well", zip: 8000 }, "FEATURE_UNKNOWN", "row.zip"],
  ])("refuses %s with the field's name, and sends nothing", async (_, row, code, argument) => {
    const client = await createClient(options());
    const before = server.seen.length;
    const error = await errorOf(client.predict(row as never));
    expect([error.code, "argument" in error && error.argument]).toEqual([code, argument]);
    expect(error.message).not.toMatch(/101|fine|8000/);
    expect(server.seen.length).toBe(before);
  });

  test("after close: nothing is sent", async () => {
    const client = await createClient(options());
    client.close();
    const before = server.seen.length;
    expect(await codeOf(client.predict({ age: 60, state: "well" }))).toBe("CLIENT_CLOSED");
    expect(server.seen.length).toBe(before);
  });
});

describe("the contract is pinned before any input is read (C3)", () => {
  test("it is fetched once, whatever is asked", async () => {
    const before = server.seen.length;
    const client = await createClient({ ...options(), expectedContractDigest: model.contractDigest });
    for (const age of [20, 30, 40]) await client.predict({ age, state: "well" });
    const lines = server.seen.slice(before).map(({ line }) => line);
    expect(lines).toEqual(["GET /v2/models/test/contract", ...[1, 2, 3].map(() => "POST /v2/models/test/infer")]);
  });

  test("another digest, model or version than asked for", async () => {
    const other = `${model.contractDigest.slice(0, -1)}${model.contractDigest.endsWith("0") ? 1 : 0}`;
    expect(await codeOf(createClient({ ...options(), expectedContractDigest: other }))).toBe("CONTRACT_UNEXPECTED");
    expect(await codeOf(createClient({ ...options(), model: "other" }))).toBe("CONTRACT_UNEXPECTED");
    expect(await codeOf(createClient({ ...options(), version: "2" }))).toBe("CONTRACT_UNEXPECTED");
  });

  test("a contract that changes while the client lives is not looked at again: the server's refusal is final", async () => {
    const client = await createClient(options());
    const changed = await startServer(model);
    changed.behaviour = {
      takeOver: (response) => {
        response.writeHead(409, { "content-type": "application/problem+json" });
        response.end(JSON.stringify({ code: "CONTRACT_MISMATCH", detail: "another contract", retryable: true }));
        return true;
      },
    };
    server.behaviour = changed.behaviour;
    const before = server.seen.length;
    const error = await errorOf(client.predict({ age: 60, state: "well" }));
    expect(error).toMatchObject({ code: "SERVER_REFUSED", server: { status: 409, code: "CONTRACT_MISMATCH" } });
    expect(server.seen.slice(before).map(({ line }) => line)).toEqual(["POST /v2/models/test/infer"]);
    await changed.stop();
  });

  // Each lie with its own code, at the client: no key is made and no row is read, as there is no client.
  test.each<[string, (contract: Json) => void, string]>([
    ["parameters over the limit", (c) => (plan(c).parameters.primes = [1073692673, 1073668097]), "CONTRACT_OVER_LIMIT"],
    ["an unknown ring", (c) => (plan(c).parameters.ringDegree = 1024), "CONTRACT_RING_DEGREE"],
    ["a composite", (c) => (plan(c).parameters.primes = [1073692673, 4173825]), "CONTRACT_PRIME_COMPOSITE"],
    ["an unknown set", (c) => (plan(c).parameters.primes = [1073692673]), "CONTRACT_PARAMETERS_UNKNOWN"],
    ["an unknown digest", (c) => (plan(c).parameters.digest = "0".repeat(64)), "CONTRACT_PARAMETERS_DIGEST"],
    ["a huge expansion", (c) => (plan(c).packing.features = 4096), "CONTRACT_PLAN"],
    ["10,000 plans", (c) => (c["plans"] = Array.from({ length: 10_000 }, () => plan(c))), "SERVER_ANSWER_TOO_LARGE"],
    ["17 plans", (c) => (c["plans"] = Array.from({ length: 17 }, () => plan(c))), "CONTRACT_LIMIT"],
    ["an odd name", (c) => (c["name"] = "__proto__"), "CONTRACT_NAME"],
    ["markup in a name", (c) => (c["outputs"] = ["<img src=x>"]), "CONTRACT_NAME"],
    ["a field of its own", (c) => (c["sendInClear"] = ["age"]), "CONTRACT_FIELD"],
    ["another format", (c) => (c["format"] = 2), "CONTRACT_VERSION"],
  ])("a contract that lies: %s", async (_, lie, code) => {
    const contract = structuredClone(model.contract) as unknown as Json;
    lie(contract);
    server.behaviour = { contract: contractBytes(contract as never) };
    const before = server.seen.length;
    expect(await codeOf(createClient(options()))).toBe(code);
    expect(server.seen.slice(before).map(({ line }) => line)).toEqual(["GET /v2/models/test/contract"]);
  });

  test("bytes that are no contract", async () => {
    for (const [bytes, code] of [
      [Buffer.from("<html>"), "CONTRACT_NOT_JSON"],
      [Buffer.from(`${Buffer.from(model.contractBytes).toString()} `), "CONTRACT_NOT_CANONICAL"],
    ] as const) {
      server.behaviour = { contract: bytes };
      expect(await codeOf(createClient(options()))).toBe(code);
    }
  });
});

/** A contract as an attacker edits it. */
type Json = Record<string, unknown>;
interface PlanJson {
  parameters: { ringDegree: number; primes: number[]; digest: string };
  packing: { features: number };
}
const plan = (contract: Json): PlanJson => (contract["plans"] as PlanJson[])[0]!;

describe("addresses", () => {
  test.each([
    "http://velum.example.org",
    "http://127.0.0.2:80",
    "http://localhost.example.org",
    "http://[::2]",
    "ftp://localhost",
    "data:application/json,{}",
    "https://user:secret@velum.example.org",
    "https://velum.example.org/?model=heart",
    "https://velum.example.org/#x",
    "velum.example.org",
    "",
    undefined,
  ])("refuses %s without naming it", async (url) => {
    const error = await errorOf(createClient({ url: url as string, model: "test" }));
    expect(error.code).toBe("URL_REFUSED");
    expect(error.message).not.toMatch(/example|secret/);
  });

  test("http is for loopback, by each of its names, and a path may stand before /v2", async () => {
    const port = new URL(server.url).port;
    const client = await createClient({ ...options(), url: `http://localhost:${port}/` });
    expect(client.contractDigest).toBe(model.contractDigest);
    const before = server.seen.length;
    await createClient({ ...options(), url: `http://127.0.0.1:${port}/velum/` });
    expect(server.seen[before]!.line).toBe("GET /velum/v2/models/test/contract");
  });

  test.each([
    { model: "../admin" },
    { model: "a/b" },
    { model: "" },
    { version: "1?x" },
    { expectedContractDigest: "abc" },
    { timeout: 0 },
    { timeout: Number.NaN },
    { retries: 11 },
  ])("refuses the option %j", async (option) => {
    expect(await codeOf(createClient({ ...options(), ...option }))).toBe("CLIENT_OPTION");
  });

  test("does not follow a redirect: nothing reaches the other server (C6)", async () => {
    const redirecting = createServer((_, response) => {
      response.writeHead(307, { location: `${server.url}/v2/models/test/contract` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, "127.0.0.1", resolve));
    const before = server.seen.length;
    const { port } = redirecting.address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    expect(await codeOf(createClient({ url, model: "test", retries: 0 }))).toBe("SERVER_UNREACHABLE");
    expect(server.seen.length).toBe(before);
    redirecting.closeAllConnections();
    await new Promise((resolve) => redirecting.close(resolve));
  });
});
