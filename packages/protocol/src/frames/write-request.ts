import {
  type Ciphertext,
  type Context,
  ciphertextBodyBytes,
  FrameWriter,
  fromHex,
  type KeySetId,
  type PublicKey,
  publicKeyBodyBytes,
  SEEDED_FORM,
  writeCiphertextBody,
  writePublicKeyBody,
} from "@velum/ckks";
import type { ContractDigest } from "../contract/contract.ts";
import { VelumError } from "../errors.ts";
import { KEY_SET_FORM, KEY_SET_ID_BYTES, MAX_CHUNKS } from "./frame-plan.ts";
import { PLAN_FIELD_BYTES, writePlanName } from "./plan-field.ts";
import { REQUEST_ID_BYTES, type RequestId } from "./request-id.ts";

/** Bytes of the typed fields between header and payload. */
export const REQUEST_FIELD_BYTES: number = REQUEST_ID_BYTES + 32 + PLAN_FIELD_BYTES + 24;

/** The keys that a request is answered with: its own public key, or a key set that the server was given before. */
export type RequestKeys =
  | {
      /** One-time, at the level that the plan names. */
      readonly publicKey: PublicKey;
    }
  | { readonly keySetId: KeySetId };

/** What a client asks. */
export type RequestContent = RequestFields & RequestKeys;

/** What a client asks, but for the keys. */
export interface RequestFields {
  readonly requestId: RequestId;
  /** Digest of the contract that the client pinned. */
  readonly contractDigest: ContractDigest;
  /** Name of the plan. */
  readonly plan: string;
  /** Rows that the ciphertexts hold. */
  readonly rows: number;
  /** Index of this request in its batch; 0 for a single one. */
  readonly chunk: number;
  /** Seeded, all at one level and scale. */
  readonly ciphertexts: readonly Ciphertext[];
}

/** A request as it travels, kept by the client until the answer has come: retries send these bytes. */
export interface EncryptedRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `bytes`, which the answer must name. */
  readonly digest: Uint8Array<ArrayBuffer>;
}

/**
 * Writes a request frame (docs/formats.md, "Request").
 * @throws VelumError REQUEST_CIPHERTEXTS, REQUEST_LEVEL, REQUEST_SCALE where the ciphertexts differ or are not seeded,
 *   REQUEST_CHUNK, PLAN_UNKNOWN; CkksError PARAMETERS_INSECURE
 * @example const { bytes, digest } = writeRequest(context, { requestId: createRequestId(), … });
 */
export function writeRequest(context: Context, content: RequestContent): EncryptedRequest {
  const { parameters } = context;
  const { ciphertexts } = content;
  const first = checkAlike(ciphertexts);
  if (!(content.chunk >= 0 && content.chunk < MAX_CHUNKS)) {
    throw refuse("REQUEST_CHUNK", "chunk", `0 to ${MAX_CHUNKS - 1}`, content.chunk);
  }
  const shape = { level: first.level, parts: 2, seeded: true } as const;
  const key = "publicKey" in content ? content.publicKey : null;
  const keyBytes = key === null ? KEY_SET_ID_BYTES : publicKeyBodyBytes(parameters, key.level);
  const payload = keyBytes + ciphertexts.length * ciphertextBodyBytes(parameters, shape);
  const frame = new FrameWriter("request", parameters, REQUEST_FIELD_BYTES + payload);
  frame.bytes(content.requestId);
  frame.bytes(fromHex(content.contractDigest));
  writePlanName(frame, content.plan);
  frame.u32(content.rows);
  frame.u32(content.chunk);
  frame.u32(ciphertexts.length);
  frame.u8(first.level);
  frame.u8(1);
  frame.u8(key?.level ?? 0);
  frame.u8(key === null ? KEY_SET_FORM : SEEDED_FORM);
  frame.f64(first.scale);
  if ("keySetId" in content) frame.bytes(fromHex(content.keySetId));
  else writePublicKeyBody(frame, context, content.publicKey);
  for (const ciphertext of ciphertexts) writeCiphertextBody(frame, context, ciphertext);
  return frame.finishWithDigest();
}

/** One shape stands for all ciphertexts of a request. */
function checkAlike(ciphertexts: readonly Ciphertext[]): Ciphertext {
  const first = ciphertexts[0];
  if (first === undefined || ciphertexts.some((c) => c.uniformSeed === undefined)) {
    throw refuse("REQUEST_CIPHERTEXTS", "ciphertexts", "at least one, each with its seed", ciphertexts.length);
  }
  for (const { level, scale } of ciphertexts) {
    if (level !== first.level) throw refuse("REQUEST_LEVEL", "ciphertexts", `level ${first.level}`, level);
    if (scale !== first.scale) throw refuse("REQUEST_SCALE", "ciphertexts", "one scale", Math.log2(scale));
  }
  return first;
}

const refuse = (
  code: "REQUEST_CHUNK" | "REQUEST_CIPHERTEXTS" | "REQUEST_LEVEL" | "REQUEST_SCALE",
  argument: string,
  expected: string,
  got: number,
): VelumError => new VelumError(code, { argument, expected, got: String(got) });
