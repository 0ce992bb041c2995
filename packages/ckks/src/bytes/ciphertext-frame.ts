import { type Context, checkParameters } from "../engine/context.ts";
import type { Ciphertext } from "../values/ciphertext.ts";
import {
  type CiphertextShape,
  checkWritable,
  ciphertextBodyBytes,
  ciphertextShape,
  readCiphertextBody,
  writeCiphertextBody,
} from "./ciphertext-body.ts";
import { FrameReader, fieldError } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import type { ReadOptions } from "./read-options.ts";

const FIELD_BYTES = 16;

/** What `readCiphertext` expects; what is left out may be any legal value. */
export interface ReadCiphertextOptions extends ReadOptions {
  readonly level?: number;
  readonly parts?: 2 | 3;
  readonly scale?: number;
}

/**
 * A ciphertext as bytes: c_1 as its 32-byte seed where it still is the expansion of it, else in full.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE, PARTS_MISMATCH
 * @example const bytes = writeCiphertext(context, encrypt(context, secret, plaintext));
 */
export function writeCiphertext(context: Context, ciphertext: Ciphertext): Uint8Array<ArrayBuffer> {
  checkParameters(context, ciphertext, "ciphertext");
  checkWritable(ciphertext);
  const shape = ciphertextShape(ciphertext);
  const body = ciphertextBodyBytes(context.parameters, shape);
  const frame = new FrameWriter("ciphertext", context.parameters, FIELD_BYTES + body);
  frame.u8(shape.level);
  frame.u8(shape.parts);
  frame.u8(Number(shape.seeded));
  frame.zeros(5);
  frame.f64(shape.scale);
  writeCiphertextBody(frame, context, ciphertext);
  return frame.finish();
}

/**
 * Reads what `writeCiphertext` wrote. Type, parameters, level, parts, scale and exact length are compared before anything
 * is allocated; then the digest, every residue, and that no part is zero.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, LEVEL_…, PARTS_MISMATCH, SCALE_…, RESIDUE_OUT_OF_RANGE,
 *   CIPHERTEXT_TRANSPARENT
 * @example const ciphertext = readCiphertext(bytes, { context, level: 1, parts: 2, maxBytes: 16384 });
 */
export function readCiphertext(bytes: Uint8Array, options: ReadCiphertextOptions): Ciphertext {
  const { context } = options;
  const frame = new FrameReader(bytes, "ciphertext", options.maxBytes);
  frame.checkParameters(context.parameters);
  const shape = readShape(frame, options);
  frame.checkBody(ciphertextBodyBytes(context.parameters, shape));
  return readCiphertextBody(frame, context, shape);
}

function readShape(frame: FrameReader, options: ReadCiphertextOptions): CiphertextShape {
  const level = frame.level(options.context.parameters.maxLevel, options.level);
  const parts = frame.parts(options.parts);
  const form = frame.u8();
  if (form > 1 || (form === 1 && parts === 3)) throw fieldError("form", "0, or 1 with two parts", String(form));
  frame.zeros(5);
  return { level, parts, seeded: form === 1, scale: frame.scale(options.scale) };
}
