import { writeKeySet } from "@velum/ckks";
import { createKeySet, generateSecretKey } from "@velum/ckks/secret";
import { infer, type LoadedModel } from "@velum/evaluator";
import type { ServedPlan } from "@velum/protocol";
import { serveBundle } from "../lr/serve-bundle.ts";
import { measureAll } from "../measure.ts";
import type { BenchResult } from "../result.ts";
import { EncryptedRows } from "./encrypted-rows.ts";
import type { Subject } from "./subjects.ts";

/** Microseconds that a client may take to make a key set of `deep`, and a server to take it over loopback and check it. */
const GENERATE_TARGET = 150_000;
const UPLOAD_TARGET = 100_000;
const UPLOADS = 12;

/** Making the key set of a plan, as a client does, and uploading it to a server in a process of its own. */
export async function keySetCases(
  { name, compilation, rows }: Subject,
  loaded: LoadedModel,
  served: ServedPlan,
): Promise<readonly BenchResult[]> {
  const { context } = served;
  const plan = loaded.contract.plans.find((candidate) => candidate.name === served.plan.name)!;
  const secret = generateSecretKey(context);
  const generate = (): ReturnType<typeof writeKeySet> => writeKeySet(context, createKeySet(context, secret, plan.keys));
  // A key set of the same list answers a row: what is timed is what works.
  const request = new EncryptedRows(loaded, served, rows.slice(0, 1));
  const check = (): number => {
    const [answer] = request.open(infer(loaded, request.bytes, request.keySets));
    if (answer === undefined || generate().bytes.length !== request.keySetBytes) throw new Error(`${name}: no key set`);
    return 0;
  };
  const shared = { engine: "velum", ringDegree: context.parameters.ringDegree, parameters: "" } as const;
  const bytes = { request: request.bytes.length, response: 0, keySet: request.keySetBytes! };
  const cases = measureAll(
    [{ name: `${name}/key-set/generate`, run: generate, check, checked: "a key set of this list answers a row" }],
    shared,
  );
  return [
    ...cases.map((result) => ({ ...result, bytes, target: GENERATE_TARGET })),
    {
      case: `${name}/key-set/upload`,
      ...shared,
      unit: "us",
      ...(await timeUploads(name, compilation.bundle, generate())),
      bytes,
    },
  ];
}

/** Uploads one key set again and again; between uploads it is deleted. */
async function timeUploads(
  model: string,
  bundle: Uint8Array,
  { id, bytes }: ReturnType<typeof writeKeySet>,
): Promise<Pick<BenchResult, "min" | "median" | "error" | "checked" | "target">> {
  const server = await serveBundle(bundle);
  const address = `${server.url}/v2/keys/${id}?model=${model}`;
  const ask = async (init: RequestInit, expected: number): Promise<void> => {
    const { status } = await fetch(address, init);
    if (status !== expected) throw new Error(`${init.method} of a key set expected ${expected}, got ${status}`);
  };
  try {
    const times: number[] = [];
    const put = { method: "PUT", headers: { "content-type": "application/octet-stream" }, body: bytes };
    for (let k = 0; k < UPLOADS; k++) {
      const start = performance.now();
      await ask(put, 201);
      times.push(1000 * (performance.now() - start));
      await ask({ method: "DELETE" }, 204);
    }
    times.sort((a, b) => a - b);
    const checked = "stored, and gone when deleted";
    return { min: times[0]!, median: times[UPLOADS / 2]!, error: 0, checked, target: UPLOAD_TARGET };
  } finally {
    await server.stop();
  }
}
