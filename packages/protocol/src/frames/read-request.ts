import {
  type Ciphertext,
  type CiphertextShape,
  type Context,
  ciphertextBodyBytes,
  equalBytes,
  FrameReader,
  fromHex,
  type PublicKey,
  publicKeyBodyBytes,
  readCiphertextBody,
  readPublicKeyBody,
  readPublicKeyForm,
  sameScale,
  toLevel,
  toScale,
} from "@velum/ckks";
import type { ContractDigest } from "../contract/contract.ts";
import { ciphertextCount } from "../contract/packing.ts";
import { type ProtocolErrorCode, VelumError } from "../errors.ts";
import { type FramePlan, MAX_CHUNKS, REQUEST_PARTS } from "./frame-plan.ts";
import { namesPlan, readPlanField } from "./plan-field.ts";
import { REQUEST_ID_BYTES, type RequestId } from "./request-id.ts";

/** A plan as a server holds it ready. */
export interface ServedPlan {
  readonly plan: FramePlan;
  /** Context of the plan's parameters. */
  readonly context: Context;
}

/** What a server expects of requests to one model. */
export interface RequestExpectation {
  readonly contractDigest: ContractDigest;
  readonly plans: readonly ServedPlan[];
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
  readonly publicKey: PublicKey;
  readonly ciphertexts: readonly Ciphertext[];
}

/**
 * Reads a request frame. Contract, plan, parameters, counts, levels, scale and exact length are compared with what the model
 * takes before anything is allocated; then the digest, every residue, and that no ciphertext is transparent.
 *
 * @throws VelumError CONTRACT_MISMATCH, PLAN_UNKNOWN, REQUEST_ROWS, REQUEST_CHUNK, REQUEST_CIPHERTEXTS, REQUEST_LEVEL,
 *   REQUEST_SCALE, REQUEST_KEY; CkksError every FRAME_ code, PARAMETERS_MISMATCH, PARAMETERS_INSECURE,
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
  const digest = frame.checkBodyAndDigest(publicKeyBodyBytes(parameters, keyLevel) + count * body);
  const publicKey = readPublicKeyBody(frame, context, keyLevel);
  const ciphertexts = Array.from({ length: count }, () => readCiphertextBody(frame, context, shape));
  const { contractDigest } = expectation;
  return { requestId, digest, contractDigest, served, rows, chunk, publicKey, ciphertexts };
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
  const keyLevel = frame.u8();
  if (keyLevel !== plan.keys.publicKeyLevel) {
    throw refuse("REQUEST_KEY", "public key level", String(plan.keys.publicKeyLevel), keyLevel);
  }
  readPublicKeyForm(frame);
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

const refuse = (code: ProtocolErrorCode, argument: string, expected: string, got: string | number): VelumError =>
  new VelumError(code, { argument, expected, got: String(got) });
