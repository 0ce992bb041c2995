import { type Context, checkParameters } from "../engine/context.ts";
import type { PublicKey } from "../values/keys.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import {
  publicKeyBodyBytes,
  readPublicKeyBody,
  readPublicKeyForm,
  SEEDED_FORM,
  writePublicKeyBody,
} from "./public-key-body.ts";
import type { ReadOptions } from "./read-options.ts";

const FIELD_BYTES = 8;

/** What `readPublicKey` expects; the level may be left out. */
export interface ReadPublicKeyOptions extends ReadOptions {
  readonly level?: number;
}

/**
 * A public key as bytes: the seed of p_1, and p_0.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE
 * @example const bytes = writePublicKey(context, createPublicKey(context, secret, { level: 0 }));
 */
export function writePublicKey(context: Context, key: PublicKey): Uint8Array<ArrayBuffer> {
  checkParameters(context, key, "publicKey");
  const size = FIELD_BYTES + publicKeyBodyBytes(context.parameters, key.level);
  const frame = new FrameWriter("public-key", context.parameters, size);
  frame.u8(key.level);
  frame.u8(SEEDED_FORM);
  frame.zeros(6);
  writePublicKeyBody(frame, context, key);
  return frame.finish();
}

/**
 * Reads what `writePublicKey` wrote and expands p_1 from its seed.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, LEVEL_…, PUBLIC_KEY_NOT_SEEDED, RESIDUE_OUT_OF_RANGE
 * @example const key = readPublicKey(bytes, { context, level: 0 });
 */
export function readPublicKey(bytes: Uint8Array, options: ReadPublicKeyOptions): PublicKey {
  const { context } = options;
  const frame = new FrameReader(bytes, "public-key", options.maxBytes);
  frame.checkParameters(context.parameters);
  const level = frame.level(context.parameters.maxLevel, options.level);
  readPublicKeyForm(frame);
  frame.zeros(6);
  frame.checkBody(publicKeyBodyBytes(context.parameters, level));
  return readPublicKeyBody(frame, context, level);
}
