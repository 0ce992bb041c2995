import { SecretKey } from "@velum/ckks/secret";
import { infer, type LoadedModel } from "@velum/evaluator";
import type { Row } from "@velum/tabular";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { loadKeySetModel } from "../../../server/src/test-support/key-set-model.ts";
import { codeOf, errorOf } from "../../reference/code-of.ts";
import { startServer, type TestServer } from "../../reference/test-server.ts";
import { createClient, type VelumClient } from "../create-client.ts";
import type { ClientOptions } from "../options.ts";
import type { KeySetProgress } from "./generate-key-set.ts";

let model: LoadedModel;
let row: Row;
let server: TestServer;
let client: VelumClient;
beforeAll(async () => {
  model = await loadKeySetModel();
  row = middleRow(model);
});
beforeEach(async () => {
  server = await startServer(model);
  client = await open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await client.close();
  await server.stop();
});

const open = (more: Partial<ClientOptions> = {}): Promise<VelumClient> =>
  createClient({ url: server.url, model: "net", retries: 0, ...more });

/** The middle of every range. */
const middleRow = ({ contract }: LoadedModel): Row =>
  Object.fromEntries(
    contract.schema.features.map((feature) => [
      feature.name,
      feature.kind === "numeric" ? (feature.minimum! + feature.maximum!) / 2 : feature.categories[0]!.code,
    ]),
  );

/** What was asked of the server, without ids. */
const trace = (): readonly string[] => server.seen.map(({ line }) => line.replace(/[0-9a-f]{64}/, "{id}"));
const GET = "GET /v2/models/net/contract";
const POST = "POST /v2/models/net/infer";
const PUT = "PUT /v2/keys/{id}?model=net&plan=diagonal";
const DELETE = "DELETE /v2/keys/{id}?model=net&plan=diagonal";
const bodies = (line: string): readonly Buffer[] =>
  server.seen.filter((_, i) => trace()[i] === line).map((s) => s.body);
const ids = (line: string): readonly string[] =>
  server.seen.filter((_, i) => trace()[i] === line).map((s) => /[0-9a-f]{64}/.exec(s.line)![0]);

/** Secrets that were wiped. */
function watchSecrets(): SecretKey[] {
  const wiped: SecretKey[] = [];
  const dispose = SecretKey.prototype.dispose;
  vi.spyOn(SecretKey.prototype, "dispose").mockImplementation(function (this: SecretKey) {
    wiped.push(this);
    dispose.call(this);
  });
  return wiped;
}

describe("a key set", () => {
  test("is made and uploaded when it is needed, once, and tells how far it is", async () => {
    const progress: KeySetProgress[] = [];
    await client.predict(row, { onKeySet: (one) => progress.push(one) });
    await client.predict(row, { onKeySet: (one) => progress.push(one) });
    expect(trace()).toEqual([GET, PUT, POST, POST]);
    const { keys } = model.contract.plans[0]!;
    const total = 2 + keys.rotations.length;
    const bytes = bodies(PUT)[0]!.length;
    expect(progress).toEqual([
      ...Array.from({ length: total }, (_, i) => ({ step: "generate", done: i + 1, total })),
      { step: "upload", done: 0, total: bytes },
      { step: "upload", done: bytes, total: bytes },
    ]);
    const { answers, most, plan } = client.keySets()[0]!;
    expect({ answers, most, plan }).toEqual({ answers: 2, most: 500, plan: "diagonal" });
  });

  test("serves calls that begin together", async () => {
    const answers = await Promise.all([client.predict(row), client.predict(row), client.predict(row)]);
    expect(trace().filter((line) => line === PUT)).toHaveLength(1);
    const { maxError } = model.contract.plans[0]!.precision;
    for (const { logits } of answers) expect(Math.abs(logits[0]! - answers[0]!.logits[0]!)).toBeLessThan(2 * maxError);
  });

  test("goes to another server, or in another client to the same, never twice (B9)", async () => {
    await client.predict(row);
    const other = await open();
    await other.predict(row);
    await other.close();
    expect(new Set(ids(PUT)).size).toBe(2);
  });
});

describe("a server that forgets (C6)", () => {
  test("gets the same key set again, once, and then the same request", async () => {
    await client.predict(row);
    server.keySets.clear();
    await client.predict(row);
    expect(trace()).toEqual([GET, PUT, POST, POST, PUT, POST]);
    const [first, second] = bodies(PUT);
    expect(second!.equals(first!)).toBe(true);
    const requests = bodies(POST);
    expect(requests[2]!.equals(requests[1]!)).toBe(true);
    expect(requests[1]!.equals(requests[0]!)).toBe(false);
  });

  test("each time it is asked gets one upload a request, and the client gives up", async () => {
    const forget = (): boolean => {
      server.keySets.clear();
      return false;
    };
    server.behaviour = { takeOver: forget };
    expect(await errorOf(client.predict(row))).toMatchObject({ server: { code: "KEY_SET_UNKNOWN" } });
    expect(trace()).toEqual([GET, PUT, POST, PUT, POST]);
    expect(await codeOf(client.predict(row))).toBe("SERVER_REFUSED");
    expect(trace().slice(5)).toEqual([POST, PUT, POST]);
  });

  test("that refuses the upload is asked again by the next call, with the same bytes", async () => {
    server.behaviour = {
      takeOverKeys: (response) => {
        response.writeHead(500).end();
        return true;
      },
    };
    expect(await codeOf(client.predict(row))).toBe("SERVER_REFUSED");
    expect(trace()).toEqual([GET, PUT]);
    server.behaviour = {};
    await client.predict(row);
    const [first, second] = bodies(PUT);
    expect(second!.equals(first!)).toBe(true);
  });
});

describe("a key set is retired (C1)", () => {
  test("after a counted number of answers: wiped, deleted, and another made", async () => {
    const wiped = watchSecrets();
    const counting = await open({ answersPerKey: 2 });
    for (let i = 0; i < 5; i++) await counting.predict(row);
    expect(trace().filter((line) => line === POST)).toHaveLength(5);
    expect(new Set(ids(PUT)).size).toBe(3);
    await vi.waitFor(() => expect(ids(DELETE)).toEqual(ids(PUT).slice(0, 2)));
    expect(wiped).toHaveLength(2);
    expect(counting.keySets()[0]!.answers).toBe(1);
    await counting.close();
    expect(wiped).toHaveLength(3);
  });

  test("after a day", async () => {
    await client.predict(row);
    const { until } = client.keySets()[0]!;
    const clock = vi.spyOn(Date, "now").mockReturnValue(until - 1);
    await client.predict(row);
    expect(ids(PUT)).toHaveLength(1);
    clock.mockReturnValue(until);
    await client.predict(row);
    expect(new Set(ids(PUT)).size).toBe(2);
  });

  test("counted when a request begins, whatever comes back", async () => {
    server.behaviour = { answer: (frame) => frame.subarray(0, 500) };
    expect(await codeOf(client.predict(row))).toBe("RESPONSE_REFUSED");
    expect(client.keySets()[0]!.answers).toBe(1);
  });

  test("when the client closes: wiped at once, then deleted", async () => {
    const wiped = watchSecrets();
    await client.predict(row);
    const closing = client.close();
    expect(wiped.length).toBeGreaterThan(0);
    await closing;
    expect(trace()).toEqual([GET, PUT, POST, DELETE]);
    expect(ids(DELETE)).toEqual(ids(PUT));
    expect(client.keySets()).toEqual([]);
    expect(await codeOf(client.predict(row))).toBe("CLIENT_CLOSED");
  });
});

test("good answers and garbage make the same trace: nothing is sent because of what was decrypted (C2)", async () => {
  const traces: string[][] = [];
  for (const answer of [
    undefined,
    (frame: Uint8Array): Uint8Array => frame.subarray(0, 500),
    (frame: Uint8Array, keySets: Parameters<typeof infer>[2]): Uint8Array => {
      const bytes = infer(model, frame, keySets);
      bytes[600]! ^= 1;
      return bytes;
    },
  ]) {
    const before = server.seen.length;
    server.behaviour = answer === undefined ? {} : { answer };
    const one = await open({ answersPerKey: 2 });
    for (let i = 0; i < 3; i++) await one.predict(row).catch(() => {});
    await vi.waitFor(() => expect(trace().slice(before)).toContain(DELETE));
    await one.close();
    traces.push(trace().slice(before).sort());
  }
  expect(traces[1]).toEqual(traces[0]);
  expect(traces[2]).toEqual(traces[0]);
});

test("a call that is given up leaves the key set to the others", async () => {
  const ending = new AbortController();
  const given = client.predict(row, { signal: ending.signal, onKeySet: () => ending.abort() });
  const kept = client.predict(row);
  expect(await codeOf(given)).toBe("CALL_ABORTED");
  expect((await kept).logits).toHaveLength(1);
  expect(ids(PUT)).toHaveLength(1);
});

test("closing while a key set is made wipes it, and nothing is sent", async () => {
  const wiped = watchSecrets();
  const call = client.predict(row, { onKeySet: () => void client.close() });
  expect(await codeOf(call)).toBe("CALL_ABORTED");
  expect(trace()).toEqual([GET]);
  await vi.waitFor(() => expect(wiped).toHaveLength(1));
});
