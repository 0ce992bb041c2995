import { type ComplexSlots, createEncoder } from "../encoding/encoder.ts";
import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Ciphertext } from "../values/ciphertext.ts";
import { limbsAt } from "../values/level.ts";
import { createPlaintext, type Plaintext } from "../values/plaintext.ts";
import { createPoly } from "../values/poly.ts";
import type { SecretKey } from "./secret-key.ts";

/** How decrypted values are rounded. */
export interface Rounding {
  /** Values are rounded to multiples of this, which should be at most an eighth of the promised error. */
  readonly step: number;
}

/**
 * Decrypts to coefficients rounded to multiples of `step`: digits below the promised precision are noise that depends on
 * the key, and should go nowhere.
 * @returns N values
 * @throws CkksError PRECISION_INVALID, KEY_DISPOSED, PARAMETERS_MISMATCH
 * @example decryptCoefficients(context, secret, ciphertext, { step: 2 ** -10 })
 */
export function decryptCoefficients(
  context: Context,
  secret: SecretKey,
  ciphertext: Ciphertext,
  rounding: Rounding,
): Float64Array<ArrayBuffer> {
  return roundValues(decryptCoefficientsRaw(context, secret, ciphertext), rounding);
}

/** As `decryptCoefficients`, unrounded: for measurements of noise. Do not show or send these values. */
export function decryptCoefficientsRaw(
  context: Context,
  secret: SecretKey,
  ciphertext: Ciphertext,
): Float64Array<ArrayBuffer> {
  return createEncoder(context).decodeCoefficients(decryptToPlaintext(context, secret, ciphertext));
}

/** Decrypts to slots rounded to multiples of `step`. @returns N/2 complex values @throws as `decryptCoefficients` */
export function decryptSlots(
  context: Context,
  secret: SecretKey,
  ciphertext: Ciphertext,
  rounding: Rounding,
): ComplexSlots {
  const { re, im } = decryptSlotsRaw(context, secret, ciphertext);
  return { re: roundValues(re, rounding), im: roundValues(im, rounding) };
}

/** As `decryptSlots`, unrounded: for measurements of noise. Do not show or send these values. */
export const decryptSlotsRaw = (context: Context, secret: SecretKey, ciphertext: Ciphertext): ComplexSlots =>
  createEncoder(context).decodeSlots(decryptToPlaintext(context, secret, ciphertext));

/** Rounds to multiples of the step. @throws CkksError PRECISION_INVALID */
export function roundValues(values: Float64Array<ArrayBuffer>, { step }: Rounding): Float64Array<ArrayBuffer> {
  if (!(step > 0 && step < Number.POSITIVE_INFINITY)) {
    throw new CkksError("PRECISION_INVALID", `"step" expected a positive finite number, got ${String(step)}`);
  }
  return values.map((value) => Math.round(value / step) * step);
}

/** c_0 + s (c_1 + s c_2): message and noise, still encoded. */
function decryptToPlaintext(context: Context, secret: SecretKey, ciphertext: Ciphertext): Plaintext {
  checkParameters(context, secret, "secret");
  checkParameters(context, ciphertext, "ciphertext");
  const { ring, parameters } = context;
  const { level, scale } = ciphertext;
  const limbs = limbsAt(level);
  return ring.engine.scopedSecret((scope) => {
    const s = scope.load(secret.material.residues.subarray(0, limbs * ring.n));
    const parts = ciphertext.parts.map((part) => scope.load(part.residues));
    const sum = parts.at(-1)!;
    for (const part of parts.slice(0, -1).reverse()) {
      for (let i = 0; i < limbs; i++) {
        const at = ring.limb(sum, i);
        ring.kernels.multiply(at, at, ring.limb(s, i), ring.n, ring.record(i));
        ring.kernels.add(at, at, ring.limb(part, i), ring.n, ring.modulus(i));
      }
    }
    const poly = createPoly("ntt", limbs, ring.engine.store(sum, limbs * ring.n));
    return createPlaintext({ parameters, level, scale, poly });
  });
}
