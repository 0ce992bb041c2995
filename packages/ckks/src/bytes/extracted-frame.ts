import { type Context, checkParameters } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import { MAX_TRUNCATED_BITS } from "../evaluation/truncate.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { createExtracted, type ExtractedCiphertext, type Positions, positionCount } from "../values/ciphertext.ts";
import type { Level } from "../values/level.ts";
import { integersBytes, packWords, paddedCount, unpackWords } from "./centred-integers.ts";
import {
  type ExtractedShape,
  extractedBodyBytes,
  extractedShape,
  readExtractedBody,
  writeExtractedBody,
} from "./extracted-body.ts";
import { FrameReader, fieldError } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import type { ReadOptions } from "./read-options.ts";

const FIELD_BYTES = 16;
/** The least that `truncate` rounds to. */
const MIN_TRUNCATED_BITS = 8;

/** What `readExtracted` expects; what is left out may be any legal value. */
export interface ReadExtractedOptions extends ReadOptions {
  readonly level?: number;
  readonly parts?: 2 | 3;
  readonly scale?: number;
  /** Number of coefficients kept. */
  readonly count?: number;
  /** Exponent of the power-of-two modulus; 0 for residues. */
  readonly modulusBits?: number;
}

/**
 * An extracted or truncated result as bytes; the size follows from parameters, level, parts, count and modulus alone.
 * @throws CkksError PARAMETERS_MISMATCH, PARAMETERS_INSECURE
 * @example const bytes = writeExtracted(context, truncate(extract(ciphertext, [2047]), 22));
 */
export function writeExtracted(context: Context, extracted: ExtractedCiphertext): Uint8Array<ArrayBuffer> {
  checkParameters(context, extracted, "extracted");
  const { parameters } = context;
  const shape = extractedShape(extracted);
  const places = positionBytes(parameters, shape.count);
  const size = FIELD_BYTES + places + extractedBodyBytes(parameters, shape);
  const frame = new FrameWriter("extracted", parameters, size);
  frame.u8(shape.level);
  frame.u8(shape.parts);
  frame.u8(shape.modulusBits ?? 0);
  frame.zeros(1);
  frame.u32(shape.count);
  frame.f64(extracted.scale);
  writePositions(context, frame.region(places), extracted.positions);
  writeExtractedBody(frame, context, extracted);
  return frame.finish();
}

/**
 * Reads what `writeExtracted` wrote.
 * @throws CkksError every FRAME_ code, PARAMETERS_MISMATCH, LEVEL_…, PARTS_MISMATCH, SCALE_…, POSITIONS_INVALID,
 *   RESIDUE_OUT_OF_RANGE, CIPHERTEXT_TRANSPARENT
 * @example const extracted = readExtracted(bytes, { context, level: 0, modulusBits: 22, count: 1 });
 */
export function readExtracted(bytes: Uint8Array, options: ReadExtractedOptions): ExtractedCiphertext {
  const { context } = options;
  const { parameters } = context;
  const frame = new FrameReader(bytes, "extracted", options.maxBytes);
  frame.checkParameters(parameters);
  const shape = readShape(frame, options);
  const scale = frame.scale(options.scale);
  const places = positionBytes(parameters, shape.count);
  frame.checkBody(places + extractedBodyBytes(parameters, shape));
  const positions = readPositions(context, frame.view(places), shape.count);
  const body = readExtractedBody(frame, context, shape);
  return createExtracted({ parameters, level: shape.level, scale, positions, body });
}

function readShape(frame: FrameReader, options: ReadExtractedOptions): ExtractedShape {
  const { parameters } = options.context;
  const level = frame.level(parameters.maxLevel, options.level);
  const parts = frame.parts(options.parts);
  const bits = frame.u8();
  checkModulusBits(parameters, level, bits);
  checkExpected("modulusBits", bits, options.modulusBits);
  frame.zeros(1);
  const count = frame.u32();
  if (count < 1 || count > parameters.ringDegree)
    throw fieldError("count", `1 to ${parameters.ringDegree}`, String(count));
  checkExpected("count", count, options.count);
  return { level, parts, modulusBits: bits === 0 ? undefined : bits, count };
}

/** 0 for residues, else what `truncate` can give: 2^bits below the level's modulus. @throws CkksError FRAME_FIELD */
function checkModulusBits(parameters: Parameters, level: Level, bits: number): void {
  const modulus = parameters.primes.slice(0, level + 1).reduce((sum, q) => sum + Math.log2(q), 0);
  const most = Math.min(MAX_TRUNCATED_BITS, Math.floor(modulus));
  if (bits !== 0 && (bits < MIN_TRUNCATED_BITS || bits > most)) {
    throw fieldError("modulusBits", `0, or ${MIN_TRUNCATED_BITS} to ${most}`, String(bits));
  }
}

function checkExpected(field: string, got: number, expected: number | undefined): void {
  if (expected !== undefined && got !== expected) throw fieldError(field, String(expected), String(got));
}

const positionBits = (parameters: Parameters): number => Math.log2(parameters.ringDegree);

const positionBytes = (parameters: Parameters, count: number): number => integersBytes(count, positionBits(parameters));

function writePositions(context: Context, region: Uint8Array, positions: Positions): void {
  const words = new Uint32Array(paddedCount(positionCount(positions, context.parameters)));
  words.set(positions === "all" ? words.map((_, i) => i) : positions);
  packWords(context, region, words, positionBits(context.parameters));
}

function readPositions(context: Context, region: Uint8Array, count: number): readonly number[] {
  const words = unpackWords(context, region, paddedCount(count), positionBits(context.parameters));
  if (words.subarray(count).some((word) => word !== 0)) throw fieldError("padding", "zeros", "other bits");
  const positions = Array.from(words.subarray(0, count));
  if (new Set(positions).size !== count) {
    throw new CkksError("POSITIONS_INVALID", '"positions" of the frame expected distinct numbers, got one twice');
  }
  return positions;
}
