import { type LoadedModel, loadModel } from "@velum/evaluator";
import { readBundle } from "@velum/protocol";
import { afterAll, expect, test } from "vitest";
import { buildApp } from "../app.ts";
import { listen } from "../listen.ts";
import { createRegistry } from "../models/model-registry.ts";
import { createKeySetClient, type KeySetClient, keySetBundle } from "../test-support/key-set-model.ts";
import { createThreads } from "./create-threads.ts";

const threads = await createThreads(2);
afterAll(() => threads.stop());

/** The answer of a server of its own to a row of zeros. */
async function ask(model: LoadedModel, client: KeySetClient): Promise<number> {
  const server = await listen(buildApp({}, createRegistry([model])));
  try {
    const path = `${server.url}/v2/keys/${client.id}?model=net`;
    const headers = { "content-type": "application/octet-stream" };
    expect((await fetch(path, { method: "PUT", headers, body: client.bytes })).status).toBe(201);
    const answer = await client.ask(server.url);
    return answer[0] as number;
  } finally {
    await server.stop();
  }
}

test("a server answers the same on two threads as on one, within the promise of both", async () => {
  const bundle = readBundle(keySetBundle());
  const [one, two] = [await loadModel(bundle), await loadModel(bundle, threads.createContext)];
  const client = await createKeySetClient(one);
  const difference = Math.abs((await ask(one, client)) - (await ask(two, client)));
  expect(difference).toBeLessThanOrEqual(2 * one.contract.plans[0]!.precision.maxError);
});

test.each([0, 17, 1.5, Number.NaN])("%d threads are refused", async (count) => {
  await expect(createThreads(count)).rejects.toMatchObject({ code: "SERVER_OPTION" });
});
