import { type Context, checkParameters } from "../engine/context.ts";
import { ciphertextModuli } from "../random/expand-uniform.ts";
import { limbsAt } from "../values/level.ts";
import { createPlaintext, type Plaintext } from "../values/plaintext.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { polyBytes, readPoly, writePoly } from "./poly-bytes.ts";
import type { ReadOptions } from "./read-options.ts";

const FIELD_BYTES = 16;

/** What `readPlaintext` expects; what is left out may be any legal value. */
export interface ReadPlaintextOptions extends ReadOptions {
  readonly level?: number;
  readonly scale?: number;
}

/**
 * An encoded message as bytes, in the clear: for storing encoded constants and test vectors, never for what must stay hidden.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE
 * @example const bytes = writePlaintext(context, plaintext);
 */
export function writePlaintext(context: Context, plaintext: Plaintext): Uint8Array<ArrayBuffer> {
  checkParameters(context, plaintext, "plaintext");
  const moduli = ciphertextModuli(limbsAt(plaintext.level));
  const payload = polyBytes(context.parameters, moduli);
  const frame = new FrameWriter("plaintext", context.parameters, FIELD_BYTES + payload);
  frame.u8(plaintext.level);
  frame.zeros(7);
  frame.f64(plaintext.scale);
  writePoly(context, frame.region(payload), plaintext.poly, moduli);
  return frame.finish();
}

/**
 * Reads what `writePlaintext` wrote.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, LEVEL_…, SCALE_…, RESIDUE_OUT_OF_RANGE
 * @example const plaintext = readPlaintext(bytes, { context, level: 1 });
 */
export function readPlaintext(bytes: Uint8Array, options: ReadPlaintextOptions): Plaintext {
  const { context } = options;
  const { parameters } = context;
  const frame = new FrameReader(bytes, "plaintext", options.maxBytes);
  frame.checkParameters(parameters);
  const level = frame.level(parameters.maxLevel, options.level);
  frame.zeros(7);
  const scale = frame.scale(options.scale);
  const moduli = ciphertextModuli(limbsAt(level));
  const payload = polyBytes(parameters, moduli);
  frame.checkBody(payload);
  const poly = readPoly(context, frame.view(payload), "ntt", moduli, false);
  return createPlaintext({ parameters, level, scale, poly });
}
