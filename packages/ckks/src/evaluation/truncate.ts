import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { createExtracted, type ExtractedCiphertext } from "../values/ciphertext.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { type Scale, toScale } from "../values/scale.ts";

/** Widest power of two: float64 rounds it exactly, and decryption multiplies it by the secret in float-exact range. */
export const MAX_TRUNCATED_BITS = 38;

/**
 * Switches an extracted ciphertext to the modulus 2^bits: x becomes round(x 2^bits / Q), the scale falls by the same factor. Public
 * post-processing: it needs no key and tells nothing that the residues did not.
 * @throws CkksError PARAMETERS_MISMATCH, and MODULUS_BITS_INVALID unless 8 <= bits <= min(38, log2 Q of the level, log2 of all primes - log2 N - 1), or when
 * already truncated; and when the scale would fall below 1
 */
export function truncate(context: Context, extracted: ExtractedCiphertext, bits: number): ExtractedCiphertext {
  checkParameters(context, extracted, "extracted");
  const { parameters, level, positions, body } = extracted;
  if (body.kind !== "residues") throw bitsError("an integer of residues", `${bits} of ${body.kind}`);
  const scale = truncatedScale(parameters, level, extracted.scale, bits);
  const round = truncation(parameters, level, bits);
  const limbs = limbsAt(level);
  const constants = toCentredFloats(context, padToRing(body.constants, limbs, context.ring.n), limbs);
  const truncated = Object.freeze({
    kind: "truncated" as const,
    modulusBits: bits,
    constants: round(constants.subarray(0, positions.length)),
    masks: Object.freeze(body.masks.map((mask) => round(toCentredFloats(context, mask.residues, limbs)))),
  });
  return createExtracted({ parameters, level, scale, positions, body: truncated });
}

/** The scale after truncation. @throws CkksError MODULUS_BITS_INVALID as `truncate` */
export function truncatedScale(parameters: Parameters, level: Level, scale: Scale, bits: number): Scale {
  const modulus = modulusOf(parameters, level);
  const widest = Math.min(MAX_TRUNCATED_BITS, Math.floor(Math.log2(modulus)), decryptableBits(parameters));
  if (!Number.isInteger(bits) || bits < 8 || bits > widest) {
    throw bitsError(`an integer from 8 to ${widest} of residues`, String(bits));
  }
  const truncated = (scale * 2 ** bits) / modulus;
  if (truncated < 1) throw bitsError("a scale of at least 1 to be left", `2^${Math.log2(truncated).toFixed(2)}`);
  return toScale(truncated);
}

/** Rounds centred integers modulo the level's modulus to centred integers modulo 2^bits. */
export function truncation(
  parameters: Parameters,
  level: Level,
  bits: number,
): (values: Float64Array) => Float64Array<ArrayBuffer> {
  const factor = 2 ** bits / modulusOf(parameters, level);
  const half = 2 ** (bits - 1);
  // A plain loop: `map` with a callback takes 33 µs where this takes 5 (N = 2048).
  return (values) => {
    const out = new Float64Array(values.length);
    for (let i = 0; i < out.length; i++) {
      const y = Math.round(values[i]! * factor);
      out[i] = y >= half ? y - 2 * half : y;
    }
    return out;
  };
}

const bitsError = (expected: string, got: string): CkksError =>
  new CkksError("MODULUS_BITS_INVALID", `"bits" expected ${expected}, got ${got}`);

const modulusOf = ({ primes }: Parameters, level: Level): number => productOf(primes.slice(0, limbsAt(level)));

/** Decryption multiplies by the secret over the integers, modulo all ciphertext primes: the product must not wrap there. */
const decryptableBits = (parameters: Parameters): number =>
  Math.floor(Math.log2(productOf(parameters.primes)) - Math.log2(parameters.ringDegree) - 1);

const productOf = (primes: readonly number[]): number => primes.reduce((product, q) => product * q, 1);

/** Centred integers of residues in coefficient form, limb by limb. Wipes its scratch: decryption passes messages. */
export function toCentredFloats({ ring }: Context, residues: Uint32Array, limbs: number): Float64Array<ArrayBuffer> {
  return ring.engine.scopedSecret((scope) => {
    const words = scope.load(residues);
    const floats = scope.allocate(8 * ring.n);
    ring.toFloats(scope, floats, words, limbs);
    return ring.engine.f64.slice(floats / 8, floats / 8 + ring.n);
  });
}

/** Rows of a few words each, widened to limbs of n words, as the kernels read them. */
export function padToRing(rows: Uint32Array, limbs: number, n: number): Uint32Array<ArrayBuffer> {
  const width = rows.length / limbs;
  const out = new Uint32Array(limbs * n);
  for (let i = 0; i < limbs; i++) out.set(rows.subarray(i * width, (i + 1) * width), i * n);
  return out;
}
