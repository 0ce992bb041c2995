import { keySetHeadBytes } from "@velum/ckks";
import { writeSecretKey } from "@velum/ckks/secret";
import type { LoadedModel } from "@velum/evaluator";
import { beforeAll, describe, expect, it } from "vitest";
import { createKeySetClient, type KeySetClient, loadKeySetModel } from "../test-support/key-set-model.ts";
import { expandKeySet } from "./expand-key-set.ts";
import { createUploadPlaces } from "./upload-places.ts";

let model: LoadedModel;
let client: KeySetClient;
beforeAll(async () => {
  model = await loadKeySetModel();
  client = await createKeySetClient(model);
});

const options = () => {
  const { context, plan } = model.expectation.plans[0]!;
  return { context, keys: plan.keys };
};
/** Public key, relinearization key, rotations. */
const count = () => 1 + (options().keys.relinearization === null ? 0 : 1) + options().keys.rotations.length;

/** Turns of the event loop until a promise settles: chances for other requests. */
async function turnsDuring<T>(work: Promise<T>): Promise<{ readonly turns: number; readonly result: T }> {
  let turns = 0;
  let settled = false;
  const turn = (): void => {
    turns++;
    if (!settled) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await work.finally(() => {
    settled = true;
  });
  return { turns, result };
}

describe("expanding a key set", () => {
  it("lets others have their turn after each key", async () => {
    const { turns, result } = await turnsDuring(expandKeySet(client.bytes, options(), () => true));
    expect(result.galois).toHaveLength(options().keys.rotations.length);
    // The first of them began before the count did.
    expect(turns).toBeGreaterThanOrEqual(count() - 1);
  });

  it("is given up after the key at which its sender goes", async () => {
    let asked = 0;
    const isWanted = () => ++asked < 3;
    await expect(expandKeySet(client.bytes, options(), isWanted)).rejects.toMatchObject({ code: "HTTP_MALFORMED" });
    expect(asked).toBe(3);
  });

  it("names a secret key that lies where the list should be", async () => {
    const bytes = new Uint8Array(client.bytes.length);
    bytes.set(writeSecretKey(options().context, client.secret));
    expect(bytes.length).toBeGreaterThan(keySetHeadBytes(options().context.parameters, options().keys));
    await expect(expandKeySet(bytes, options(), () => true)).rejects.toMatchObject({ code: "SECRET_KEY_RECEIVED" });
  });
});

describe("places", () => {
  it("expand one after the other, those that fail too", async () => {
    const places = createUploadPlaces({ all: 8, perCaller: 4 });
    const order: string[] = [];
    const expand = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      if (name === "b") throw new RangeError(name);
      return name;
    };
    const all = await Promise.allSettled(["a", "b", "c"].map((name) => places.inTurn(expand(name))));
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  it("are free again however an upload ends", async () => {
    const places = createUploadPlaces({ all: 1, perCaller: 1 });
    await expect(
      places.take("a", async () => {
        await expect(places.take("b", async () => 1)).rejects.toMatchObject({ code: "SERVER_BUSY" });
        throw new RangeError("upload");
      }),
    ).rejects.toThrow(RangeError);
    expect(await places.take("a", async () => 2)).toBe(2);
  });

  it("are not all for one caller", async () => {
    const places = createUploadPlaces({ all: 3, perCaller: 2 });
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const held = [places.take("a", () => ended), places.take("a", () => ended)];
    await expect(places.take("a", () => ended)).rejects.toMatchObject({ code: "SERVER_BUSY" });
    held.push(places.take("b", () => ended));
    await expect(places.take("c", () => ended)).rejects.toMatchObject({ code: "SERVER_BUSY" });
    end();
    await Promise.all(held);
    expect(await places.take("a", async () => 1)).toBe(1);
  });
});
