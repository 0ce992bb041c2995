import { createContext, createEncoder, presets } from "@velum/ckks";
import { createPublicKey, decryptExtracted, encrypt, generateSecretKey } from "@velum/ckks/secret";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import {
  ciphertextCount,
  createRequestId,
  INFER_HEADER_LENGTH,
  type PlanSummary,
  readBundle,
  readInferResponse,
  readResponse,
  requestFrameBytes,
  responseFrameBytes,
  writeBundle,
  writeInferRequest,
  writeRequest,
} from "@velum/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { severalPlans } from "../../protocol/reference/sample-bundle.ts";
import { buildApp } from "./app.ts";
import { listen, type RunningServer } from "./listen.ts";
import { createRegistry } from "./models/model-registry.ts";

let model: LoadedModel;
let server: RunningServer;

beforeAll(async () => {
  model = await loadModel(readBundle(writeBundle(severalPlans())));
  server = await listen(buildApp({}, createRegistry([model])));
});
afterAll(() => server.stop());

/** The sample's model: sine weights, bias -0.25. */
const clear = (row: readonly number[]): number => row.reduce((sum, x, j) => sum + Math.sin(j + 1) * x, -0.25);

/** One ciphertext with the rows in blocks, or one a feature with a row a coefficient. */
function pack({ packing }: PlanSummary, rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (packing.kind === "columns") return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  if (packing.kind === "diagonal") throw new Error("expected a plan without key set");
  const values = new Array<number>(packing.rows * packing.outputsPerRow * packing.block).fill(0);
  rows.forEach((row, r) => {
    row.forEach((x, j) => {
      values[r * packing.outputsPerRow * packing.block + j] = x;
    });
  });
  return [values];
}

/** Asks the server as a client does; the answers in the order of the rows. */
async function ask(name: string, rows: readonly (readonly number[])[], chunk: number): Promise<readonly number[]> {
  const { contract, contractDigest, expectation } = model;
  const plan = contract.plans.find((candidate) => candidate.name === name)!;
  const context = await createContext(presets.linear);
  using secret = generateSecretKey(context);
  const encoder = createEncoder(context);
  const ciphertexts = pack(plan, rows).map((values) =>
    encrypt(context, secret, encoder.encodeCoefficients(values, plan.input)),
  );
  expect(ciphertexts).toHaveLength(ciphertextCount(plan.packing));
  const requestId = createRequestId();
  const publicKey = createPublicKey(context, secret, { level: plan.keys.publicKeyLevel });
  const content = { requestId, contractDigest, plan: name, rows: rows.length, chunk, publicKey, ciphertexts };
  const request = writeRequest(context, content);
  const served = expectation.plans.find((candidate) => candidate.plan.name === name)!;
  expect(request.bytes.length).toBe(requestFrameBytes(served));
  const { bytes, headerLength } = writeInferRequest(request.bytes);
  const response = await fetch(`${server.url}/v2/models/heart/infer`, {
    method: "POST",
    body: bytes,
    headers: { "content-type": "application/octet-stream", [INFER_HEADER_LENGTH]: String(headerLength) },
  });
  expect(response.status).toBe(200);
  const body = new Uint8Array(await response.arrayBuffer());
  const frame = readInferResponse(body, response.headers.get(INFER_HEADER_LENGTH) ?? undefined);
  expect(frame.length).toBe(responseFrameBytes(served));
  const expected = { context, plan, contractDigest, requestId, requestDigest: request.digest, chunk };
  const [result] = readResponse(frame, expected);
  return [...decryptExtracted(context, secret, result!, { step: plan.precision.roundingStep })].slice(0, rows.length);
}

const row = (r: number): number[] => Array.from({ length: 13 }, (_, j) => Math.cos(3 * r + j));

it.each([
  ["dot", 1, 0],
  ["dot-rows", 1, 0],
  ["dot-rows", 3, 7],
  ["dot-rows", 4, 65535],
  ["columns", 1, 1],
  ["columns", 2048, 2],
])("plan %s answers %i rows, chunk %i", async (plan, count, chunk) => {
  const rows = Array.from({ length: count }, (_, r) => row(r));
  const answers = await ask(plan, rows, chunk);
  expect(answers).toHaveLength(count);
  answers.forEach((answer, r) => {
    expect(Math.abs(answer - clear(rows[r]!))).toBeLessThan(0.004);
  });
});

it("a request of one plan is not taken for one of another", async () => {
  const columns = model.contract.plans.find(({ name }) => name === "columns")!;
  const context = await createContext(presets.linear);
  using secret = generateSecretKey(context);
  const ciphertext = encrypt(context, secret, createEncoder(context).encodeCoefficients([1], columns.input));
  const { bytes } = writeRequest(context, {
    requestId: createRequestId(),
    contractDigest: model.contractDigest,
    plan: "dot",
    rows: 1,
    chunk: 0,
    publicKey: createPublicKey(context, secret, { level: columns.keys.publicKeyLevel }),
    ciphertexts: [ciphertext],
  });
  const wrapped = writeInferRequest(bytes);
  const response = await fetch(`${server.url}/v2/models/heart/infer`, {
    method: "POST",
    body: wrapped.bytes,
    headers: { "content-type": "application/octet-stream", [INFER_HEADER_LENGTH]: String(wrapped.headerLength) },
  });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^REQUEST_(KEY|SCALE|LEVEL)$/) });
});
