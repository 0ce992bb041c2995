import { SecretKey } from "@velum/ckks/secret";
import { infer } from "@velum/evaluator";
import type { Row } from "@velum/tabular";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { errorOf } from "../../reference/code-of.ts";
import { forgeAnswer, largestConstant } from "../../reference/forge-answer.ts";
import { MAX_ERROR, ROWS_OF_DOT, type ServedPlans, servedLinear, servedSquare } from "../../reference/served-plans.ts";
import { startServer, type TestServer } from "../../reference/test-server.ts";
import type { RowAnswer } from "../answer.ts";
import { createClient, type VelumClient } from "../create-client.ts";
import type { Progress } from "./progress.ts";

interface Scene {
  readonly served: ServedPlans;
  readonly server: TestServer;
  readonly client: VelumClient;
}

async function scene(served: ServedPlans): Promise<Scene> {
  const server = await startServer(served.model);
  return { served, server, client: await createClient({ url: server.url, model: "test", retries: 0 }) };
}

let linear: Scene;
let square: Scene;
beforeAll(async () => {
  linear = await scene(await servedLinear());
  square = await scene(await servedSquare());
});
afterEach(() => {
  linear.server.behaviour = {};
  vi.restoreAllMocks();
});
afterAll(async () => {
  await linear.server.stop();
  await square.server.stop();
});

/** Rows over the whole range, each unlike the others. */
const someRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ a: 2 * Math.sin(5 * i + 1), b: 2 * Math.cos(3 * i + 2) }));

async function collect(answers: AsyncIterable<RowAnswer>): Promise<RowAnswer[]> {
  const list: RowAnswer[] = [];
  for await (const answer of answers) list.push(answer);
  return list;
}

const posts = ({ server }: Scene): number => server.seen.filter(({ line }) => line.startsWith("POST ")).length;

/** Every row has its own answer, in its place, within the promise. */
function expectAnswers({ served }: Scene, rows: readonly Row[], answers: readonly RowAnswer[]): void {
  expect(answers.map(({ index }) => index)).toEqual(rows.map((_, i) => i));
  rows.forEach((row, i) => {
    served.clear(row).forEach((clear, k) => {
      expect(Math.abs(answers[i]!.logits[k]! - clear)).toBeLessThanOrEqual(MAX_ERROR);
      expect(Number.isInteger(answers[i]!.logits[k]! * 2 ** 10)).toBe(true);
    });
  });
}

describe.each([
  ["a linear model, rows in coefficients", () => linear],
  ["a square layer, monomials and rows in slots", () => square],
])("%s", (_, current) => {
  test.each([
    ["dot", 3],
    ["dot-rows", 2 * ROWS_OF_DOT + 3],
    ["columns", 2048],
    ["columns", 5],
  ])("plan %s answers %i rows in their order", async (plan, count) => {
    const { client } = current();
    const rows = someRows(count);
    const seen: Progress[] = [];
    const answers = await collect(client.predictMany(rows, { plan, onProgress: (progress) => seen.push(progress) }));
    expectAnswers(current(), rows, answers);
    const perRequest = client.contract.plans.find(({ name }) => name === plan)!.packing.rows;
    expect(seen.map((progress) => progress.plan)).toEqual(seen.map(() => plan));
    expect(seen.at(-1)).toMatchObject({ rows: count, total: count, requests: Math.ceil(count / perRequest) });
  });

  test("predict takes any plan by name, and the smallest by itself", async () => {
    const { client, server, served } = current();
    const [row] = someRows(1);
    for (const plan of [undefined, "dot", "dot-rows", "columns"]) {
      const before = server.seen.length;
      const { logits } = await client.predict(row!, plan === undefined ? {} : { plan });
      served.clear(row!).forEach((clear, k) => {
        expect(Math.abs(logits[k]! - clear)).toBeLessThanOrEqual(MAX_ERROR);
      });
      expect(server.seen.length).toBe(before + 1);
    }
    const lengths = server.seen.slice(-4).map(({ body }) => body.length);
    expect(lengths[0]).toBe(Math.min(...lengths));
  });
});

test("rows as they come: the largest plan when it is full, the smaller ones for the rest", async () => {
  const rows = someRows(2048 + ROWS_OF_DOT + 1);
  async function* source(): AsyncGenerator<Row, void> {
    yield* rows;
  }
  const plans: (string | undefined)[] = [];
  const totals: (number | undefined)[] = [];
  const onProgress = ({ plan, total }: Progress): void => {
    plans.push(plan);
    totals.push(total);
  };
  const before = linear.server.seen.length;
  expectAnswers(linear, rows, await collect(linear.client.predictMany(source(), { onProgress })));
  expect(plans).toEqual(["columns", "dot-rows", "dot"]);
  expect(totals).toEqual([undefined, undefined, undefined]);
  const lines = linear.server.seen.slice(before).map(({ line }) => line);
  // The contract is not looked at again (C3).
  expect(lines).toEqual(lines.map(() => "POST /v2/models/test/infer"));
});

test("any number of rows is answered in order, one key a request", async () => {
  const secrets = watchSecrets();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 60 }), async (count) => {
      const [before, keys] = [posts(linear), secrets.length];
      const rows = someRows(count);
      expectAnswers(linear, rows, await collect(linear.client.predictMany(rows)));
      expect(secrets.length - keys).toBe(posts(linear) - before);
    }),
    { numRuns: 8 },
  );
  expect(new Set(secrets).size).toBe(secrets.length);
});

/** The coefficients of every secret at the moment it is wiped, as text. */
function watchSecrets(): string[] {
  const secrets: string[] = [];
  const dispose = SecretKey.prototype.dispose;
  vi.spyOn(SecretKey.prototype, "dispose").mockImplementation(function (this: SecretKey) {
    secrets.push(this.material.coefficients.join());
    dispose.call(this);
  });
  return secrets;
}

describe("wrong input", () => {
  test("one bad row of an array: its index and feature are named, nothing is sent (C3)", async () => {
    const before = posts(linear);
    const rows = [...someRows(40), { a: 1, b: 2.5 }];
    const error = await errorOf(collect(linear.client.predictMany(rows)));
    expect(error).toMatchObject({ code: "FEATURE_OUT_OF_RANGE", argument: "rows[40].b" });
    expect(error.message).not.toContain("2.5");
    expect(posts(linear)).toBe(before);
  });

  test("a bad row of a stream ends it where it stands", async () => {
    function* source(): Generator<Row, void> {
      yield* someRows(3);
      yield { a: Number.NaN, b: 0 };
    }
    expect(await errorOf(collect(linear.client.predictMany(source())))).toMatchObject({
      code: "FEATURE_NOT_A_NUMBER",
      argument: "rows[3].a",
    });
  });

  test.each([
    ["no iterable", 5, {}, "rows"],
    ["a plan that the contract lacks", [], { plan: "diagonal" }, "plan"],
  ])("%s", async (_, rows, options, argument) => {
    const error = await errorOf(collect(linear.client.predictMany(rows as never, options)));
    expect(error).toMatchObject({ code: "CLIENT_OPTION", argument });
  });
});

describe("ending early", () => {
  test("the signal ends the call, and no key is left", async () => {
    const secrets = watchSecrets();
    const ending = new AbortController();
    const before = posts(linear);
    const answers = linear.client.predictMany(someRows(12), { plan: "dot", signal: ending.signal });
    const rest = (async () => {
      for await (const { index } of answers) if (index === 2) ending.abort();
    })();
    expect(await errorOf(rest)).toMatchObject({ code: "CALL_ABORTED" });
    expect(secrets.length).toBeLessThan(12);
    expect(posts(linear) - before).toBeLessThan(12);
  });

  test("so does closing the client, and it sends nothing afterwards", async () => {
    const client = await createClient({ url: linear.server.url, model: "test" });
    client.close();
    const before = posts(linear);
    expect(await errorOf(collect(client.predictMany(someRows(2))))).toMatchObject({ code: "CLIENT_CLOSED" });
    expect(posts(linear)).toBe(before);
  });

  test("a caller that stops reading: the rows that are left are not sent", async () => {
    const before = posts(linear);
    for await (const { index } of linear.client.predictMany(someRows(12), { plan: "dot" })) if (index === 1) break;
    expect(posts(linear) - before).toBeLessThanOrEqual(3);
  });

  test("a server that fails: its error, after the answers before it", async () => {
    const { server, client } = await scene(linear.served);
    server.behaviour = { takeOver: (response, count) => count === 3 && response.destroy() !== undefined };
    const seen: number[] = [];
    const run = (async () => {
      for await (const { index } of client.predictMany(someRows(6), { plan: "dot" })) seen.push(index);
    })();
    expect(await errorOf(run)).toMatchObject({ code: "SERVER_UNREACHABLE" });
    expect(seen).toEqual([0, 1]);
    await server.stop();
  });
});

test("a value out of range ends the answers, but what is sent stays the same, and the error comes last (C2)", async () => {
  const { server, client, served } = await scene(linear.served);
  const rows = someRows(7);
  const trace = async (): Promise<{ lengths: number[]; indices: number[]; code: string }> => {
    const before = server.seen.length;
    const indices: number[] = [];
    const code = await (async () => {
      for await (const { index } of client.predictMany(rows, { plan: "dot" })) indices.push(index);
    })().then(
      () => "answered",
      (error: { code: string; message: string }) => {
        expect(error.message).toContain("rows[3]");
        return error.code;
      },
    );
    return { lengths: server.seen.slice(before).map(({ body }) => body.length), indices, code };
  };
  const honest = await trace();
  const { model } = served;
  let count = 0;
  server.behaviour = {
    answer: (frame) =>
      count++ === 3
        ? forgeAnswer(model, frame, largestConstant(model), new Float64Array(2048).fill(1))
        : infer(model, frame),
  };
  expect(await trace()).toEqual({ ...honest, indices: [0, 1, 2], code: "RESULT_OUT_OF_RANGE" });
  await server.stop();
});
