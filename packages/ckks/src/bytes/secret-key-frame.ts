import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { type SecretKey, secretKeyFrom } from "../secret/secret-key.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import type { ReadOptions } from "./read-options.ts";

const PRF_KEY_BYTES = 32;

/**
 * A secret key as bytes: for the owner's own storage, encrypted there. Whoever holds them reads everything; no frame that
 * goes to a server has this type, and servers refuse it (`looksLikeSecretKey`).
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE, KEY_DISPOSED
 * @example const bytes = writeSecretKey(context, secret);
 */
export function writeSecretKey(context: Context, secret: SecretKey): Uint8Array<ArrayBuffer> {
  checkParameters(context, secret, "secret");
  const { engine, kernels, n } = context.ring;
  const { coefficients, prfKey } = secret.material;
  const frame = new FrameWriter("secret-key", context.parameters, n / 4 + PRF_KEY_BYTES);
  const region = frame.region(n / 4);
  engine.scopedSecret((scope) => {
    const words = scope.load(new Uint32Array(Int32Array.from(coefficients).buffer));
    const packed = scope.allocate(n / 4);
    kernels.pack(packed, words, n, 2);
    region.set(engine.u8.subarray(packed, packed + n / 4));
  });
  frame.bytes(prfKey);
  return frame.finish();
}

/**
 * Reads what `writeSecretKey` wrote.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, RESIDUE_OUT_OF_RANGE
 * @example using secret = readSecretKey(bytes, { context });
 */
export function readSecretKey(bytes: Uint8Array, options: ReadOptions): SecretKey {
  const { context } = options;
  const { engine, kernels, n } = context.ring;
  const frame = new FrameReader(bytes, "secret-key", options.maxBytes);
  frame.checkParameters(context.parameters);
  frame.checkBody(n / 4 + PRF_KEY_BYTES);
  const coefficients = engine.scopedSecret((scope) => {
    const packed = scope.loadBytes(frame.view(n / 4));
    const words = scope.allocate(4 * n);
    kernels.unpack(words, packed, n, 2);
    return centre(engine.u32.subarray(words / 4, words / 4 + n));
  });
  return secretKeyFrom(context, coefficients, frame.copy(PRF_KEY_BYTES));
}

/** Two-bit words as ternary values: 0, 1, and 3 for -1. No branch on a value; 2 is noticed at the end. */
function centre(words: Uint32Array): Int8Array<ArrayBuffer> {
  const out = new Int8Array(words.length);
  let invalid = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    invalid |= (word >> 1) & ~word & 1;
    out[i] = (word << 30) >> 30;
  }
  if (invalid !== 0)
    throw new CkksError("RESIDUE_OUT_OF_RANGE", '"coefficients" of the secret expected ternary values');
  return out;
}
