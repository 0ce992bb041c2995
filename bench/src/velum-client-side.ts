import { type Context, createEncoder, type KeySet, needsKeySet, type WrittenKeySet, writeKeySet } from "@velum/ckks";
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
  type PlanSummary,
  type ResponseExpectation,
  readResponse,
  type ServedPlan,
  writeRequest,
} from "@velum/protocol";
import { packRows } from "../../packages/client/src/packing/pack-rows.ts";
import { unpackRows } from "../../packages/client/src/packing/unpack-rows.ts";

/** A request, as the client keeps it and as the server has it when it has read the bytes. */
export interface Question {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly inputs: ExecutionInputs;
  readonly keySets: KeySetSource;
  readonly rows: number;
  readonly secret: SecretKey;
  readonly expected: ResponseExpectation;
}

interface Keys {
  readonly secret: SecretKey;
  readonly keys: KeySet;
  readonly keySet: WrittenKeySet | null;
}

/** One plan of a model from the client's side, part by part. */
export class VelumClientSide {
  readonly plan: PlanSummary;
  /** Of the key set, once for many requests; where there is none a key is made for each request, as part of it. */
  readonly keygenMilliseconds: number;
  readonly keySetBytes: number;
  readonly #context: Context;
  readonly #contract: LoadedModel["contract"];
  readonly #contractDigest: LoadedModel["contractDigest"];
  readonly #kept: Keys | undefined;

  constructor({ contract, contractDigest }: LoadedModel, { plan: { name }, context }: ServedPlan) {
    this.plan = contract.plans.find((candidate) => candidate.name === name)!;
    this.#context = context;
    this.#contract = contract;
    this.#contractDigest = contractDigest;
    const start = performance.now();
    this.#kept = needsKeySet(this.plan.keys) ? this.#makeKeys() : undefined;
    this.keygenMilliseconds = this.#kept === undefined ? 0 : performance.now() - start;
    this.keySetBytes = this.#kept?.keySet?.bytes.length ?? 0;
  }

  ask(rows: readonly Float64Array[]): Question {
    const { secret, keys, keySet } = this.#kept ?? this.#makeKeys();
    const { packing, input, name } = this.plan;
    const context = this.#context;
    const encoder = createEncoder(context);
    const encode = {
      diagonal: (values: Float64Array) => encoder.encodePeriodic(values, input),
      slots: (values: Float64Array) => encoder.encodeSlots(values, input),
      coefficients: (values: Float64Array) => encoder.encodeCoefficients(values, input),
    }[this.#place()];
    const ciphertexts = packRows(packing, rows).map((values) => encrypt(context, secret, encode(values)));
    const [requestId, contractDigest, chunk] = [createRequestId(), this.#contractDigest, 0];
    const { publicKey } = keys;
    const key = keySet === null ? { publicKey } : { keySetId: keySet.id };
    const content = { requestId, contractDigest, plan: name, rows: rows.length, chunk, ciphertexts, ...key };
    const { bytes, digest } = writeRequest(context, content);
    const about = { context, plan: this.plan, contractDigest, requestId, requestDigest: digest, chunk };
    return {
      bytes,
      inputs: { ciphertexts, publicKey, hedge: digest, ...(keySet !== null && { keys }) },
      keySets: { find: () => keys },
      rows: rows.length,
      secret,
      expected: { ...about, keySetId: keySet?.id },
    };
  }

  /** The outputs of each row. */
  open(question: Question, response: Uint8Array): readonly Float64Array[] {
    return this.decrypt(question, readResponse(response, question.expected));
  }

  /** The same of a program's results that were not put into bytes. */
  decrypt({ secret, rows }: Question, results: ReturnType<typeof readResponse>): readonly Float64Array[] {
    const decryptOne = this.#place() === "coefficients" ? decryptExtracted : decryptExtractedSlots;
    const step = this.plan.precision.roundingStep;
    const values = results.map((result) => decryptOne(this.#context, secret, result, { step }));
    return unpackRows(this.plan.packing, values, rows, this.#contract.outputs.length);
  }

  #makeKeys(): Keys {
    const secret = generateSecretKey(this.#context);
    const keys = createKeySet(this.#context, secret, this.plan.keys);
    return { secret, keys, keySet: needsKeySet(this.plan.keys) ? writeKeySet(this.#context, keys) : null };
  }

  #place(): "diagonal" | "slots" | "coefficients" {
    const { packing } = this.plan;
    if (packing.kind === "diagonal") return "diagonal";
    return packing.kind === "columns" && packing.order === "slots" ? "slots" : "coefficients";
  }
}
