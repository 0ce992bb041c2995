import { type Context, createEncoder, needsKeySet, writeKeySet } from "@velum/ckks";
import {
  createKeySet,
  decryptExtracted,
  decryptExtractedSlots,
  encrypt,
  generateSecretKey,
  type SecretKey,
} from "@velum/ckks/secret";
import type { ExecutionInputs, LoadedModel } from "@velum/evaluator";
import {
  createRequestId,
  type KeySetSource,
  type Packing,
  type PlanSummary,
  type ResponseExpectation,
  readResponse,
  type ServedPlan,
  writeRequest,
} from "@velum/protocol";
import { packRows } from "../../../packages/client/src/packing/pack-rows.ts";
import { unpackRows } from "../../../packages/client/src/packing/unpack-rows.ts";

/** One request about some rows, as a client holds it and as its server reads it. */
export class EncryptedRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the server has after it has read the bytes. */
  readonly inputs: ExecutionInputs;
  /** Where the server finds the key set, if the plan needs one. */
  readonly keySets: KeySetSource;
  /** Bytes of the key set, where the plan needs one. */
  readonly keySetBytes: number | undefined;
  readonly #secret: SecretKey;
  readonly #expected: ResponseExpectation;
  readonly #context: Context;
  readonly #plan: PlanSummary;
  readonly #rows: number;
  readonly #outputs: number;

  constructor(
    { contract, contractDigest }: LoadedModel,
    { plan: { name }, context }: ServedPlan,
    rows: readonly Float64Array[],
  ) {
    const plan = contract.plans.find((candidate) => candidate.name === name)!;
    const { packing, input } = plan;
    this.#context = context;
    this.#plan = plan;
    this.#rows = rows.length;
    this.#outputs = contract.outputs.length;
    this.#secret = generateSecretKey(context);
    const keys = createKeySet(context, this.#secret, plan.keys);
    const { publicKey } = keys;
    const keySet = needsKeySet(plan.keys) ? writeKeySet(context, keys) : null;
    this.keySetBytes = keySet?.bytes.length;
    this.keySets = { find: () => keys };
    const encoder = createEncoder(context);
    const encode = inSlots(packing) ? encoder.encodeSlots : encoder.encodeCoefficients;
    const ciphertexts = packRows(packing, rows).map((values) =>
      encrypt(
        context,
        this.#secret,
        packing.kind === "diagonal" ? encoder.encodePeriodic(values, input) : encode(values, input),
      ),
    );
    const requestId = createRequestId();
    const keySetId = keySet?.id;
    const key = keySetId === undefined ? { publicKey } : { keySetId };
    const content = { requestId, contractDigest, plan: name, rows: rows.length, chunk: 0, ciphertexts, ...key };
    const { bytes, digest } = writeRequest(context, content);
    this.bytes = bytes;
    this.inputs = { ciphertexts, publicKey, hedge: digest, ...(keySet !== null && { keys }) };
    this.#expected = { context, plan, contractDigest, keySetId, requestId, requestDigest: digest, chunk: 0 };
  }

  /** The outputs of each row. */
  open(response: Uint8Array): readonly Float64Array[] {
    return this.decrypt(readResponse(response, this.#expected));
  }

  decrypt(results: ReturnType<typeof readResponse>): readonly Float64Array[] {
    const decryptOne = inSlots(this.#plan.packing) ? decryptExtractedSlots : decryptExtracted;
    const step = this.#plan.precision.roundingStep;
    const values = results.map((result) => decryptOne(this.#context, this.#secret, result, { step }));
    return unpackRows(this.#plan.packing, values, this.#rows, this.#outputs);
  }
}

/** Where results hold their numbers. */
const inSlots = (packing: Packing): boolean =>
  packing.kind === "diagonal" || (packing.kind === "columns" && packing.order === "slots");
