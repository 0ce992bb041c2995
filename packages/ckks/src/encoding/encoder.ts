import { type Context, checkParameters } from "../engine/context.ts";
import type { Scope } from "../engine/engine.ts";
import type { Pointer } from "../engine/kernel-exports.ts";
import { CkksError } from "../errors.ts";
import { subringPositions } from "../evaluation/extract.ts";
import { limbsAt, toLevel } from "../values/level.ts";
import { createPlaintext, type Plaintext } from "../values/plaintext.ts";
import { createPoly } from "../values/poly.ts";
import { toScale } from "../values/scale.ts";
import { floatsToLimbs } from "./floats-to-limbs.ts";

/** Where and how finely a message is encoded. */
export interface EncodeOptions {
  readonly level: number;
  /** Exact factor, also above 2^53. */
  readonly scale: number;
}

/** Complex slots as two arrays of equal length. */
export interface ComplexSlots {
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
}

/** Real slot values, or complex ones. */
export type SlotValues = ArrayLike<number> | { readonly re: ArrayLike<number>; readonly im: ArrayLike<number> };

/** Between real or complex values and plaintexts. Made by `createEncoder`. */
export interface Encoder {
  /** Values at coefficients 0, 1, …; the rest is zero. At most N values. */
  encodeCoefficients(values: ArrayLike<number>, options: EncodeOptions): Plaintext;
  /** Values in slots 0, 1, …; the rest is zero. At most N/2 values. */
  encodeSlots(values: SlotValues, options: EncodeOptions): Plaintext;
  /** Repeats real values over all slots; their number must be a power of two of at most N/2. */
  encodePeriodic(values: ArrayLike<number>, options: EncodeOptions): Plaintext;
  /** One real value in every slot. */
  encodeScalar(value: number, options: EncodeOptions): Plaintext;
  /**
   * The weights of an inner product in coefficients: value j at coefficient position - j (with a minus sign below zero, as
   * X^N = -1), so that the product with `encodeCoefficients(x)` holds sum x_j value_j at `position`.
   */
  encodeReversed(values: ArrayLike<number>, options: EncodeOptions & { readonly position: number }): Plaintext;
  /** All N coefficients. */
  decodeCoefficients(plaintext: Plaintext): Float64Array<ArrayBuffer>;
  /** All N/2 slots. */
  decodeSlots(plaintext: Plaintext): ComplexSlots;
  /** The p slots of a subring response of 2p coefficients, those of `subringPositions(parameters, p)`. */
  decodeSubring(coefficients: ArrayLike<number>): ComplexSlots;
}

/**
 * The encoder of a context. Rounding is to the nearest integer of value * scale; slots go through the canonical embedding
 * (Cheon, Kim, Kim, Song, eprint 2016/421), which also keeps every coefficient at most the largest slot.
 *
 * All encoders throw CkksError VALUE_NOT_FINITE, VALUE_OUT_OF_RANGE (the value would wrap), VALUE_COUNT, LEVEL_INVALID,
 * SCALE_INVALID.
 * @example createEncoder(context).encodeSlots([0.5, -1.25], { level: 3, scale: 2 ** 29 })
 */
export function createEncoder(context: Context): Encoder {
  const { slotCount, ringDegree } = context.parameters;
  return Object.freeze({
    encodeCoefficients(values, options) {
      checkCount(values.length, ringDegree, "coefficients");
      return encode(context, options, (floats) => floats.set(values));
    },
    encodeSlots(values, options) {
      const { re, im } = "re" in values ? values : { re: values, im: [] };
      if ("re" in values && values.im.length !== re.length) {
        throw new CkksError("VALUE_COUNT", `"im" expected ${re.length} values as "re", got ${values.im.length}`);
      }
      checkCount(re.length, slotCount, "slots");
      return encode(context, options, (floats) => interleave(floats, re, im), "slots");
    },
    encodePeriodic(values, options) {
      const period = values.length;
      if (period === 0 || slotCount % period !== 0) {
        throw new CkksError(
          "VALUE_COUNT",
          `"values" expected a power of two of at most ${slotCount} values, got ${period}`,
        );
      }
      return encode(context, options, (floats) => repeat(floats, values), "slots");
    },
    encodeScalar(value, options) {
      return encode(context, options, (floats) => floats.fill(value, 0, 1));
    },
    encodeReversed(values, { position, ...options }) {
      checkCount(values.length, ringDegree, "coefficients");
      if (!Number.isInteger(position) || position < 0 || position >= ringDegree) {
        throw new CkksError(
          "POSITIONS_INVALID",
          `"position" expected an integer from 0 to ${ringDegree - 1}, got ${String(position)}`,
        );
      }
      return encode(context, options, (floats) => reverse(floats, values, position));
    },
    decodeCoefficients(plaintext) {
      checkParameters(context, plaintext, "plaintext");
      return decode(context, plaintext, () => {});
    },
    decodeSlots(plaintext) {
      checkParameters(context, plaintext, "plaintext");
      const { ring } = context;
      const floats = decode(context, plaintext, (at) => ring.kernels.coefficientsToSlots(at, ring.fftTables(), ring.n));
      return { re: everySecond(floats, 0), im: everySecond(floats, 1) };
    },
    decodeSubring(coefficients) {
      const period = coefficients.length / 2;
      const positions = subringPositions(context.parameters, period);
      const { ring } = context;
      return ring.engine.scopedSecret((scope) => {
        const at = loadFloats(context, scope, (floats) => {
          positions.forEach((position, k) => {
            floats[position] = coefficients[k]!;
          });
        });
        ring.kernels.coefficientsToSlots(at, ring.fftTables(), ring.n);
        const floats = ring.engine.f64.slice(at / 8, at / 8 + 2 * period);
        return { re: everySecond(floats, 0), im: everySecond(floats, 1) };
      });
    },
  } satisfies Encoder);
}

function encode(
  context: Context,
  options: EncodeOptions,
  fill: (floats: Float64Array) => void,
  from: "coefficients" | "slots" = "coefficients",
): Plaintext {
  const { ring, parameters } = context;
  const level = toLevel(options.level, parameters.maxLevel);
  const scale = toScale(options.scale);
  const limbs = limbsAt(level);
  return ring.engine.scopedSecret((scope) => {
    const out = scope.allocate(limbs * ring.limbBytes);
    const floats = loadFloats(context, scope, fill);
    if (from === "slots") ring.kernels.slotsToCoefficients(floats, ring.fftTables(), ring.n);
    floatsToLimbs(ring, out, floats, scale, limbs);
    ring.forward(out, limbs);
    const poly = createPoly("ntt", limbs, ring.engine.store(out, limbs * ring.n));
    return createPlaintext({ parameters, level, scale, poly });
  });
}

function loadFloats({ ring }: Context, scope: Scope, fill: (floats: Float64Array) => void): Pointer {
  const pointer = scope.allocate(8 * ring.n);
  const floats = ring.engine.f64.subarray(pointer / 8, pointer / 8 + ring.n).fill(0);
  fill(floats);
  return pointer;
}

function decode(
  context: Context,
  plaintext: Plaintext,
  transform: (floats: Pointer) => void,
): Float64Array<ArrayBuffer> {
  const { ring } = context;
  const limbs = limbsAt(plaintext.level);
  return ring.engine.scopedSecret((scope) => {
    const residues = scope.load(plaintext.poly.residues);
    const floats = scope.allocate(8 * ring.n);
    ring.inverse(residues, limbs);
    ring.toFloats(scope, floats, residues, limbs);
    ring.kernels.scaleFloats(floats, 1 / plaintext.scale, ring.n);
    transform(floats);
    return ring.engine.f64.slice(floats / 8, floats / 8 + ring.n);
  });
}

function checkCount(count: number, limit: number, what: string): void {
  if (!(count <= limit)) throw new CkksError("VALUE_COUNT", `"values" expected at most ${limit} ${what}, got ${count}`);
}

function interleave(floats: Float64Array, re: ArrayLike<number>, im: ArrayLike<number>): void {
  for (let i = 0; i < re.length; i++) {
    floats[2 * i] = re[i]!;
  }
  for (let i = 0; i < im.length; i++) floats[2 * i + 1] = im[i]!;
}

function repeat(floats: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < floats.length / 2; i++) floats[2 * i] = values[i % values.length]!;
}

function reverse(floats: Float64Array, values: ArrayLike<number>, position: number): void {
  const n = floats.length;
  for (let j = 0; j < values.length; j++) {
    const at = position - j;
    if (at >= 0) floats[at] = values[j]!;
    else floats[at + n] = -values[j]!;
  }
}

/** A loop, since `Float64Array.from` takes 50 ns a value: at N=8192 it was half of `decrypt-decode`. */
function everySecond(floats: Float64Array, offset: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(floats.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = floats[2 * i + offset]!;
  return out;
}
