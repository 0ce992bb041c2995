import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { ciphertextModuli, expandUniform } from "../random/expand-uniform.ts";
import type { PublicSeed } from "../random/seeds.ts";
import { type Ciphertext, createCiphertext } from "../values/ciphertext.ts";
import { type Level, limbsAt } from "../values/level.ts";
import type { Scale } from "../values/scale.ts";
import { SEED_BYTES } from "./frame-header.ts";
import type { FrameReader } from "./frame-reader.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { polyBytes, readPoly, writePoly } from "./poly-bytes.ts";

/** What a reader must know to understand the residues of a ciphertext: frames state it once, for one or many bodies. */
export interface CiphertextShape {
  readonly level: Level;
  readonly scale: Scale;
  readonly parts: 2 | 3;
  /** Whether c_1 travels as its seed. */
  readonly seeded: boolean;
}

/** The shape in which a ciphertext travels: seeded where c_1 is still the expansion of its seed. */
export const ciphertextShape = (ciphertext: Ciphertext): CiphertextShape => ({
  level: ciphertext.level,
  scale: ciphertext.scale,
  parts: ciphertext.parts.length as 2 | 3,
  seeded: ciphertext.uniformSeed !== undefined,
});

/** Bytes of a body: the seed and c_0, or all parts. */
export function ciphertextBodyBytes(parameters: Parameters, shape: Omit<CiphertextShape, "scale">): number {
  const part = polyBytes(parameters, ciphertextModuli(limbsAt(shape.level)));
  return shape.seeded ? SEED_BYTES + part : shape.parts * part;
}

/** Writes the body of a ciphertext, without header and digest: for frames that hold several objects. */
export function writeCiphertextBody(frame: FrameWriter, context: Context, ciphertext: Ciphertext): void {
  const moduli = ciphertextModuli(limbsAt(ciphertext.level));
  const bytes = polyBytes(context.parameters, moduli);
  if (ciphertext.uniformSeed !== undefined) frame.bytes(ciphertext.uniformSeed);
  const travelling = ciphertext.uniformSeed === undefined ? ciphertext.parts : ciphertext.parts.slice(0, 1);
  for (const part of travelling) writePoly(context, frame.region(bytes), part, moduli);
}

/**
 * Reads a body of a known shape, once `checkBody` of the frame has passed. A part that is zero modulo a prime is refused:
 * honest ones are with probability below 2^-100, and such a ciphertext shows its message, or turns sums into that.
 * @throws CkksError RESIDUE_OUT_OF_RANGE, CIPHERTEXT_TRANSPARENT
 */
export function readCiphertextBody(frame: FrameReader, context: Context, shape: CiphertextShape): Ciphertext {
  const { parameters } = context;
  const { level, scale } = shape;
  const moduli = ciphertextModuli(limbsAt(level));
  const bytes = polyBytes(parameters, moduli);
  if (shape.seeded) {
    const uniformSeed = frame.copy(SEED_BYTES) as PublicSeed;
    const c0 = readPoly(context, frame.view(bytes), "ntt", moduli, true);
    const c1 = expandUniform(context, "ciphertext", 0, uniformSeed, moduli);
    return createCiphertext({ parameters, level, scale, parts: [c0, c1], uniformSeed });
  }
  const parts = Array.from({ length: shape.parts }, () => readPoly(context, frame.view(bytes), "ntt", moduli, true));
  return createCiphertext({ parameters, level, scale, parts });
}

/** @throws CkksError PARTS_MISMATCH unless a ciphertext has two or three parts, two if seeded */
export function checkWritable(ciphertext: Ciphertext): void {
  const { length } = ciphertext.parts;
  if (length !== 2 && (length !== 3 || ciphertext.uniformSeed !== undefined)) {
    throw new CkksError("PARTS_MISMATCH", `"ciphertext" expected 2 parts, or 3 without a seed, got ${length}`);
  }
}
