import { createContext, createEncoder, type KeyList, presets, writeKeySet } from "@velum/ckks";
import { createKeySet, decryptExtractedSlots, encrypt, generateSecretKey, type SecretKey } from "@velum/ckks/secret";
import { compile, readModel } from "@velum/compiler";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import {
  createRequestId,
  type DiagonalPacking,
  INFER_HEADER_LENGTH,
  readBundle,
  readInferResponse,
  readResponse,
  writeInferRequest,
  writeRequest,
} from "@velum/protocol";
import { fixtureModel } from "../../../compiler/reference/fixture-model.ts";

/** A small network whose only plan needs a key set. */
export function keySetBundle(version = "1"): Uint8Array<ArrayBuffer> {
  const { graph, columns, rows } = fixtureModel("heart-torch-square-dynamo");
  const model = readModel(graph, { rangeData: { columns, rows } });
  return compile(model, { name: "net", version, protection: "standard", plans: ["diagonal"] }).bundle;
}

export const loadKeySetModel = async (version = "1"): Promise<LoadedModel> =>
  loadModel(readBundle(keySetBundle(version)));

/** A client of these tests: a secret, its key set, and questions under it. */
export interface KeySetClient {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly secret: SecretKey;
  /** Asks about a row of zeros at a server; its outputs, or the code of the refusal. */
  ask(url: string): Promise<readonly number[] | string>;
}

export async function createKeySetClient(model: LoadedModel, keys?: KeyList): Promise<KeySetClient> {
  const context = await createContext(presets.row);
  const { contract, contractDigest } = model;
  const plan = contract.plans[0]!;
  const secret = generateSecretKey(context);
  const { id, bytes } = writeKeySet(context, createKeySet(context, secret, keys ?? plan.keys));

  async function ask(url: string): Promise<readonly number[] | string> {
    const { period } = plan.packing as DiagonalPacking;
    const plaintext = createEncoder(context).encodePeriodic(new Float64Array(period), plan.input);
    const requestId = createRequestId();
    const fields = { requestId, contractDigest, plan: plan.name, rows: 1, chunk: 0 };
    const ciphertexts = [encrypt(context, secret, plaintext)];
    const request = writeRequest(context, { ...fields, keySetId: id, ciphertexts });
    const { bytes: body, headerLength } = writeInferRequest(request.bytes);
    const headers = { "content-type": "application/octet-stream", [INFER_HEADER_LENGTH]: String(headerLength) };
    const path = `${url}/v2/models/net/versions/${contract.version}/infer`;
    const response = await fetch(path, { method: "POST", headers, body });
    if (response.status !== 200) return ((await response.json()) as { code: string }).code;
    const answer = readInferResponse(
      new Uint8Array(await response.arrayBuffer()),
      response.headers.get(INFER_HEADER_LENGTH),
    );
    const expected = {
      context,
      plan,
      contractDigest,
      keySetId: id,
      requestId,
      requestDigest: request.digest,
      chunk: 0,
    };
    const [result] = readResponse(answer, expected);
    return [...decryptExtractedSlots(context, secret, result!, { step: plan.precision.roundingStep })];
  }

  return { id, bytes, secret, ask };
}
