import {
  type Ciphertext,
  type CiphertextShape,
  type Context,
  ciphertextBodyBytes,
  equalBytes,
  FrameReader,
  fromHex,
  type KeySet,
  type KeySetId,
  needsKeySet,
  type PublicKey,
  publicKeyBodyBytes,
  readCiphertextBody,
  readPublicKeyBody,
  readPublicKeyForm,
  sameScale,
  toHex,
  toLevel,
  toScale,
} from "@velum/ckks";
import type { ContractDigest } from "../contract/contract.ts";
import { ciphertextCount } from "../contract/packing.ts";
import { type ProtocolErrorCode, VelumError } from "../errors.ts";
import { type FramePlan, KEY_SET_FORM, KEY_SET_ID_BYTES, MAX_CHUNKS, REQUEST_PARTS } from "./frame-plan.ts";
import { namesPlan, readPlanField } from "./plan-field.ts";
import { REQUEST_ID_BYTES, type RequestId } from "./request-id.ts";

/** A plan as a server holds it ready. */
export interface ServedPlan {
  readonly plan: FramePlan;
  /** Context of the plan's parameters. */
  readonly context: Context;
}

/** Where a server keeps key sets. */
export interface KeySetSource {
  /** The key set of this id that was checked against this plan of this model, if it is still there. */
  find(id: KeySetId, contractDigest: ContractDigest, plan: FramePlan): KeySet | undefined;
}

/** What a server expects of requests to one model. */
export interface RequestExpectation {
  readonly contractDigest: ContractDigest;
  readonly plans: readonly ServedPlan[];
  /** Key sets, for plans that need them: without, every id is unknown. */
  readonly keySets?: KeySetSource;
  /** Most bytes to look at. */
  readonly maxBytes?: number;
}

/** A request that passed every check. */
export interface ReceivedRequest {
  readonly requestId: RequestId;
  /** SHA-256 of all the request's bytes. */
  readonly digest: Uint8Array<ArrayBuffer>;
  readonly contractDigest: ContractDigest;
  readonly served: ServedPlan;
  readonly rows: number;
  readonly chunk: number;
  /** The request's own, or that of its key set. */
  readonly publicKey: PublicKey;
  /** For plans with evaluation keys. */
  readonly keySet: { readonly id: KeySetId; readonly keys: KeySet } | null;
  readonly ciphertexts: readonly Ciphertext[];
}

/**
 * Reads a request frame. Contract, plan, parameters, counts, levels, scale and exact length are compared with what the model
 * takes before anything is allocated; then the digest, every residue, and that no ciphertext is transparent.
 *
 * @throws VelumError CONTRACT_MISMATCH, PLAN_UNKNOWN, REQUEST_ROWS, REQUEST_CHUNK, REQUEST_CIPHERTEXTS, REQUEST_LEVEL,
 *   REQUEST_SCALE, REQUEST_KEY, KEY_SET_UNKNOWN; CkksError every FRAME_ code, PARAMETERS_MISMATCH, PARAMETERS_INSECURE,
 *   PUBLIC_KEY_NOT_SEEDED, SCALE_INVALID, RESIDUE_OUT_OF_RANGE, CIPHERTEXT_TRANSPARENT
 * @example const request = readRequest(body, { contractDigest, plans: [{ plan: contract.plans[0], context }] });
 */
export function readRequest(bytes: Uint8Array, expectation: RequestExpectation): ReceivedRequest {
  const frame = new FrameReader(bytes, "request", expectation.maxBytes);
  const requestId = frame.copy(REQUEST_ID_BYTES) as RequestId;
  if (!equalBytes(frame.view(32), fromHex(expectation.contractDigest))) {
    throw refuse("CONTRACT_MISMATCH", "contract digest", "this model's", "another");
  }
  const served = findPlan(readPlanField(frame), expectation.plans);
  const { plan, context } = served;
  const { parameters } = context;
  frame.checkParameters(parameters);
  const { rows, chunk } = readCounts(frame, plan);
  const shape = readShape(frame, served);
  const body = ciphertextBodyBytes(parameters, shape);
  const keyLevel = toLevel(plan.keys.publicKeyLevel, parameters.maxLevel);
  const count = ciphertextCount(plan.packing);
  const keyBytes = needsKeySet(plan.keys) ? KEY_SET_ID_BYTES : publicKeyBodyBytes(parameters, keyLevel);
  const digest = frame.checkBodyAndDigest(keyBytes + count * body);
  const keySet = needsKeySet(plan.keys) ? findKeySet(frame, expectation, plan) : null;
  const publicKey = keySet?.keys.publicKey ?? readPublicKeyBody(frame, context, keyLevel);
  const ciphertexts = Array.from({ length: count }, () => readCiphertextBody(frame, context, shape));
  const { contractDigest } = expectation;
  return { requestId, digest, contractDigest, served, rows, chunk, publicKey, keySet, ciphertexts };
}

/** A key set that is not there, or is no longer, is sent again by the client: the server keeps a cache. */
function findKeySet(
  frame: FrameReader,
  { keySets, contractDigest }: RequestExpectation,
  plan: FramePlan,
): NonNullable<ReceivedRequest["keySet"]> {
  const id = toHex(frame.view(KEY_SET_ID_BYTES)) as KeySetId;
  const keys = keySets?.find(id, contractDigest, plan);
  if (keys === undefined) throw refuse("KEY_SET_UNKNOWN", "key set", "one that the server holds", "another");
  return { id, keys };
}

function findPlan(field: Uint8Array, plans: readonly ServedPlan[]): ServedPlan {
  const served = plans.find(({ plan }) => namesPlan(field, plan.name));
  if (served === undefined) throw refuse("PLAN_UNKNOWN", "plan", "a plan of the contract", "another name");
  return served;
}

function readCounts(frame: FrameReader, plan: FramePlan): { readonly rows: number; readonly chunk: number } {
  const rows = frame.u32();
  if (rows < 1 || rows > plan.packing.rows) throw refuse("REQUEST_ROWS", "rows", `1 to ${plan.packing.rows}`, rows);
  const chunk = frame.u32();
  if (chunk >= MAX_CHUNKS) throw refuse("REQUEST_CHUNK", "chunk", `0 to ${MAX_CHUNKS - 1}`, chunk);
  const count = frame.u32();
  const expected = ciphertextCount(plan.packing);
  if (count !== expected) throw refuse("REQUEST_CIPHERTEXTS", "ciphertexts", String(expected), count);
  return { rows, chunk };
}

/** Level, form and scale of the ciphertexts, and the key's level between them. */
function readShape(frame: FrameReader, { plan, context }: ServedPlan): CiphertextShape {
  const level = frame.u8();
  if (level !== plan.input.level) throw refuse("REQUEST_LEVEL", "level", String(plan.input.level), level);
  const form = frame.u8();
  if (form !== 1) throw refuse("REQUEST_CIPHERTEXTS", "form", "1 (seeded)", form);
  readKeyForm(frame, plan);
  const scale = toScale(frame.f64());
  if (!sameScale(scale, plan.input.scale)) {
    throw refuse("REQUEST_SCALE", "scale", `2^${Math.log2(plan.input.scale)}`, `2^${Math.log2(scale)}`);
  }
  return {
    level: toLevel(level, context.parameters.maxLevel),
    parts: REQUEST_PARTS,
    seeded: true,
    scale: toScale(plan.input.scale),
  };
}

/** A public key at the plan's level, or the id of a key set: whichever the plan needs. */
function readKeyForm(frame: FrameReader, { keys }: FramePlan): void {
  const withSet = needsKeySet(keys);
  const expected = withSet ? 0 : keys.publicKeyLevel;
  const level = frame.u8();
  if (level !== expected) throw refuse("REQUEST_KEY", "public key level", String(expected), level);
  if (!withSet) readPublicKeyForm(frame);
  else if (frame.u8() !== KEY_SET_FORM) throw refuse("REQUEST_KEY", "form", "2 (a key set)", "another");
}

const refuse = (code: ProtocolErrorCode, argument: string, expected: string, got: string | number): VelumError =>
  new VelumError(code, { argument, expected, got: String(got) });
