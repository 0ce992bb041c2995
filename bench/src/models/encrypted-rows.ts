import { type Ciphertext, type Context, createEncoder, type PublicKey } from "@velum/ckks";
import {
  createPublicKey,
  decryptExtracted,
  decryptExtractedSlots,
  encrypt,
  generateSecretKey,
  type SecretKey,
} from "@velum/ckks/secret";
import type { LoadedModel } from "@velum/evaluator";
import {
  createRequestId,
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
  readonly inputs: {
    readonly ciphertexts: readonly Ciphertext[];
    readonly publicKey: PublicKey;
    readonly hedge: Uint8Array;
  };
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
    const { packing, input, keys } = plan;
    this.#context = context;
    this.#plan = plan;
    this.#rows = rows.length;
    this.#outputs = contract.outputs.length;
    this.#secret = generateSecretKey(context);
    const publicKey = createPublicKey(context, this.#secret, { level: keys.publicKeyLevel });
    const encoder = createEncoder(context);
    const ciphertexts = packRows(packing, rows).map((values) => {
      const message = this.#inSlots() ? encoder.encodeSlots(values, input) : encoder.encodeCoefficients(values, input);
      return encrypt(context, this.#secret, message);
    });
    const requestId = createRequestId();
    const content = { requestId, contractDigest, plan: name, rows: rows.length, chunk: 0, publicKey, ciphertexts };
    const { bytes, digest } = writeRequest(context, content);
    this.bytes = bytes;
    this.inputs = { ciphertexts, publicKey, hedge: digest };
    this.#expected = { context, plan, contractDigest, requestId, requestDigest: digest, chunk: 0 };
  }

  /** The outputs of each row. */
  open(response: Uint8Array): readonly Float64Array[] {
    return this.decrypt(readResponse(response, this.#expected));
  }

  decrypt(results: ReturnType<typeof readResponse>): readonly Float64Array[] {
    const decryptOne = this.#inSlots() ? decryptExtractedSlots : decryptExtracted;
    const step = this.#plan.precision.roundingStep;
    const values = results.map((result) => decryptOne(this.#context, this.#secret, result, { step }));
    return unpackRows(this.#plan.packing, values, this.#rows, this.#outputs);
  }

  #inSlots(): boolean {
    const { packing } = this.#plan;
    return packing.kind === "columns" && packing.order === "slots";
  }
}
