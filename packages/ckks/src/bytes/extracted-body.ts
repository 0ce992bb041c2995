import type { Context } from "../engine/context.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { ciphertextModuli } from "../random/expand-uniform.ts";
import { type ExtractedBody, type ExtractedCiphertext, positionCount } from "../values/ciphertext.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { integersBytes, paddedCount, readIntegers, writeIntegers } from "./centred-integers.ts";
import { type FrameReader, fieldError } from "./frame-reader.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { limbsBytes, polyBytes, readLimbs, readPoly, transparent, writeLimbs, writePoly } from "./poly-bytes.ts";

/** What fixes the size of an extracted result. */
export interface ExtractedShape {
  readonly level: Level;
  /** Parts of the ciphertext that it comes from. */
  readonly parts: 2 | 3;
  /** Exponent of the power-of-two modulus, or undefined for residues of the level's primes. */
  readonly modulusBits: number | undefined;
  /** How many coefficients of c_0 are kept. */
  readonly count: number;
}

/** The shape of an extracted result. */
export const extractedShape = ({ level, positions, body, parameters }: ExtractedCiphertext): ExtractedShape => ({
  level,
  parts: (body.masks.length + 1) as 2 | 3,
  modulusBits: body.kind === "truncated" ? body.modulusBits : undefined,
  count: positionCount(positions, parameters),
});

/** Bytes of a body: a function of the shape alone, never of values. */
export function extractedBodyBytes(parameters: Parameters, shape: ExtractedShape): number {
  const masks = shape.parts - 1;
  const { ringDegree } = parameters;
  if (shape.modulusBits !== undefined) {
    return integersBytes(shape.count, shape.modulusBits) + masks * integersBytes(ringDegree, shape.modulusBits);
  }
  const moduli = ciphertextModuli(limbsAt(shape.level));
  return limbsBytes(parameters, paddedCount(shape.count), moduli) + masks * polyBytes(parameters, moduli);
}

/** Writes the kept coefficients of c_0, then the masks; the positions are not among them. */
export function writeExtractedBody(frame: FrameWriter, context: Context, extracted: ExtractedCiphertext): void {
  const { body } = extracted;
  if (body.kind === "truncated") {
    for (const values of [body.constants, ...body.masks]) {
      writeIntegers(context, frame.region(integersBytes(values.length, body.modulusBits)), values, body.modulusBits);
    }
    return;
  }
  const moduli = ciphertextModuli(limbsAt(extracted.level));
  const values = positionCount(extracted.positions, context.parameters);
  const count = paddedCount(values);
  const constants = padLimbs(body.constants, values, count, moduli.length);
  writeLimbs(context, frame.region(limbsBytes(context.parameters, count, moduli)), constants, count, moduli);
  const bytes = polyBytes(context.parameters, moduli);
  for (const mask of body.masks) writePoly(context, frame.region(bytes), mask, moduli);
}

/**
 * Reads a body of a known shape, once `checkBody` of the frame has passed.
 * @throws CkksError RESIDUE_OUT_OF_RANGE, CIPHERTEXT_TRANSPARENT (a mask of zeros), FRAME_FIELD (padding that is not zero)
 */
export function readExtractedBody(frame: FrameReader, context: Context, shape: ExtractedShape): ExtractedBody {
  return shape.modulusBits === undefined
    ? readResidues(frame, context, shape)
    : readTruncated(frame, context, shape, shape.modulusBits);
}

function readResidues(frame: FrameReader, context: Context, shape: ExtractedShape): ExtractedBody {
  const moduli = ciphertextModuli(limbsAt(shape.level));
  const count = paddedCount(shape.count);
  const region = frame.view(limbsBytes(context.parameters, count, moduli));
  const padded = readLimbs(context, region, count, moduli, false);
  moduli.forEach((_, limb) => {
    checkPadding(padded.subarray(limb * count + shape.count, (limb + 1) * count));
  });
  const constants = unpadLimbs(padded, shape.count, count, moduli.length);
  const bytes = polyBytes(context.parameters, moduli);
  const masks = Array.from({ length: shape.parts - 1 }, () =>
    readPoly(context, frame.view(bytes), "coefficients", moduli, true),
  );
  return Object.freeze({ kind: "residues", constants, masks: Object.freeze(masks) });
}

function readTruncated(
  frame: FrameReader,
  context: Context,
  shape: ExtractedShape,
  modulusBits: number,
): ExtractedBody {
  const read = (count: number): Float64Array<ArrayBuffer> =>
    readIntegers(context, frame.view(integersBytes(count, modulusBits)), count, modulusBits);
  const padded = read(shape.count);
  checkPadding(padded.subarray(shape.count));
  const masks = Array.from({ length: shape.parts - 1 }, () => read(context.parameters.ringDegree));
  for (const mask of masks) if (mask.every((value) => value === 0)) throw transparent("a mask");
  return Object.freeze({
    kind: "truncated",
    modulusBits,
    constants: padded.slice(0, shape.count),
    masks: Object.freeze(masks),
  });
}

/** Padding is zero, so that a value has one encoding. */
function checkPadding(padding: Uint32Array | Float64Array): void {
  if (!padding.every((value) => value === 0)) throw fieldError("padding", "zeros", "other bits");
}

function padLimbs(
  limbs: Uint32Array<ArrayBuffer>,
  count: number,
  padded: number,
  moduli: number,
): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(padded * moduli);
  for (let limb = 0; limb < moduli; limb++) out.set(limbs.subarray(limb * count, (limb + 1) * count), limb * padded);
  return out;
}

function unpadLimbs(
  padded: Uint32Array<ArrayBuffer>,
  count: number,
  from: number,
  moduli: number,
): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(count * moduli);
  for (let limb = 0; limb < moduli; limb++) out.set(padded.subarray(limb * from, limb * from + count), limb * count);
  return out;
}
