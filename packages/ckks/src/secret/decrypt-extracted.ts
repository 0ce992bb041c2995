import { createEncoder } from "../encoding/encoder.ts";
import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import { subringPositions } from "../evaluation/extract.ts";
import { padToRing, toCentredFloats } from "../evaluation/truncate.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import type { ExtractedBody, ExtractedCiphertext, Positions } from "../values/ciphertext.ts";
import { limbsAt } from "../values/level.ts";
import { type Rounding, roundValues } from "./decrypt.ts";
import type { SecretKey } from "./secret-key.ts";

/**
 * Decrypts the kept coefficients of an extracted ciphertext, in the order of its positions, rounded to multiples of `step`.
 * @throws CkksError PRECISION_INVALID, KEY_DISPOSED, PARAMETERS_MISMATCH
 * @example const [logit] = decryptExtracted(context, secret, response, { step: 2 ** -11 });
 */
export const decryptExtracted = (
  context: Context,
  secret: SecretKey,
  extracted: ExtractedCiphertext,
  rounding: Rounding,
): Float64Array<ArrayBuffer> => roundValues(decryptExtractedRaw(context, secret, extracted), rounding);

/**
 * Decrypts the slots of a result that was extracted whole, or at the positions of a subring: the real part of each, rounded to
 * multiples of `step`.
 * @returns half as many values as positions
 * @throws CkksError POSITIONS_INVALID for other positions, and as `decryptExtracted`
 * @example const scores = decryptExtractedSlots(context, secret, response, { step: 2 ** -11 });
 */
export const decryptExtractedSlots = (
  context: Context,
  secret: SecretKey,
  extracted: ExtractedCiphertext,
  rounding: Rounding,
): Float64Array<ArrayBuffer> => roundValues(decryptExtractedSlotsRaw(context, secret, extracted), rounding);

/** As `decryptExtractedSlots`, unrounded: for measurements of noise. Do not show or send these values. */
export function decryptExtractedSlotsRaw(
  context: Context,
  secret: SecretKey,
  extracted: ExtractedCiphertext,
): Float64Array<ArrayBuffer> {
  checkSubring(context.parameters, extracted.positions);
  const coefficients = decryptExtractedRaw(context, secret, extracted);
  const { re } = createEncoder(context).decodeSubring(coefficients);
  coefficients.fill(0);
  return re;
}

/** @throws CkksError POSITIONS_INVALID unless slots can be read from these coefficients */
function checkSubring(parameters: Parameters, positions: Positions): void {
  if (positions === "all") return;
  const period = positions.length / 2;
  if (Number.isInteger(Math.log2(period)) && period <= parameters.slotCount) {
    const subring = subringPositions(parameters, period);
    if (positions.every((position, k) => position === subring[k])) return;
  }
  throw new CkksError("POSITIONS_INVALID", `"positions" expected all, or those of a subring, got ${positions.length}`);
}

/** As `decryptExtracted`, unrounded: for measurements of noise. Do not show or send these values. */
export function decryptExtractedRaw(
  context: Context,
  secret: SecretKey,
  extracted: ExtractedCiphertext,
): Float64Array<ArrayBuffer> {
  checkParameters(context, secret, "secret");
  checkParameters(context, extracted, "extracted");
  const { body } = extracted;
  const integers =
    body.kind === "residues"
      ? decryptResidues(context, secret, extracted, body)
      : decryptTruncated(context, secret, everyPosition(extracted.positions, context.ring.n), body);
  return integers.map((x) => x / extracted.scale);
}

function decryptResidues(
  context: Context,
  secret: SecretKey,
  extracted: ExtractedCiphertext,
  body: Extract<ExtractedBody, { kind: "residues" }>,
): Float64Array<ArrayBuffer> {
  const { ring } = context;
  const limbs = limbsAt(extracted.level);
  const positions = everyPosition(extracted.positions, ring.n);
  const sums = ring.engine.scopedSecret((scope) => {
    const s = scope.load(secret.material.residues.subarray(0, limbs * ring.n));
    const masks = body.masks.map((mask) => scope.load(mask.residues));
    for (const mask of masks) ring.forward(mask, limbs);
    const sum = masks.at(-1)!;
    timesSecret(context, sum, s, limbs);
    for (const mask of masks.slice(0, -1).reverse()) {
      for (let i = 0; i < limbs; i++) {
        const at = ring.limb(sum, i);
        ring.kernels.add(at, at, ring.limb(mask, i), ring.n, ring.modulus(i));
      }
      timesSecret(context, sum, s, limbs);
    }
    ring.inverse(sum, limbs);
    const words = ring.engine.u32;
    const picked = new Uint32Array(limbs * positions.length);
    for (let i = 0; i < limbs; i++) {
      positions.forEach((position, k) => {
        const at = i * positions.length + k;
        picked[at] = (words[sum / 4 + i * ring.n + position]! + body.constants[at]!) % ring.modulus(i);
      });
    }
    return picked;
  });
  return toCentredFloats(context, padToRing(sums, limbs, ring.n), limbs).slice(0, positions.length);
}

const everyPosition = (positions: Positions, n: number): readonly number[] =>
  positions === "all" ? Array.from({ length: n }, (_, i) => i) : positions;

/** (c_1 + s c_2) s modulo 2^b: exact integer products by the parameters' own primes, reduced after each. */
function decryptTruncated(
  context: Context,
  secret: SecretKey,
  positions: readonly number[],
  body: Extract<ExtractedBody, { kind: "truncated" }>,
): Float64Array<ArrayBuffer> {
  const { ring } = context;
  const { modulusBits } = body;
  const sum = ring.engine.scopedSecret((scope) => {
    const limbs = context.parameters.primes.length;
    const s = scope.load(secret.material.residues.subarray(0, limbs * ring.n));
    let product = body.masks.at(-1)!;
    for (let p = body.masks.length - 1; ; p--) {
      product = exactProduct(context, scope, product, s, limbs).map((x) => centred(x, modulusBits));
      const next = body.masks[p - 1];
      if (next === undefined) return product;
      product = product.map((x, i) => centred(x + next[i]!, modulusBits));
    }
  });
  return Float64Array.from(positions, (position, k) => centred(sum[position]! + body.constants[k]!, modulusBits));
}

/** The negacyclic product of integers with the secret, exact while it stays below half of all primes and 2^53. */
function exactProduct(
  context: Context,
  scope: Scope,
  integers: Float64Array,
  s: Pointer,
  limbs: number,
): Float64Array<ArrayBuffer> {
  const { ring } = context;
  const { engine, kernels, n } = ring;
  const floats = scope.allocate(8 * n);
  const product = scope.allocate(limbs * ring.limbBytes);
  engine.f64.set(integers, floats / 8);
  for (let i = 0; i < limbs; i++) kernels.floatsToResidues(ring.limb(product, i), floats, n, ring.record(i));
  ring.forward(product, limbs);
  timesSecret(context, product, s, limbs);
  ring.inverse(product, limbs);
  ring.toFloats(scope, floats, product, limbs);
  return engine.f64.slice(floats / 8, floats / 8 + n);
}

function timesSecret({ ring }: Context, poly: Pointer, s: Pointer, limbs: number): void {
  for (let i = 0; i < limbs; i++) {
    const at = ring.limb(poly, i);
    ring.kernels.multiply(at, at, ring.limb(s, i), ring.n, ring.record(i));
  }
}

/** The representative of x modulo 2^bits in [-2^(bits-1), 2^(bits-1)). */
function centred(x: number, bits: number): number {
  const modulus = 2 ** bits;
  return x - modulus * Math.floor(x / modulus + 0.5);
}
