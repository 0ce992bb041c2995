import type { Context } from "../engine/context.ts";
import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import { ciphertextModuli, expandUniform } from "../random/expand-uniform.ts";
import type { PublicSeed } from "../random/seeds.ts";
import type { PublicKey } from "../values/keys.ts";
import { type Level, limbsAt } from "../values/level.ts";
import { SEED_BYTES } from "./frame-header.ts";
import { type FrameReader, fieldError } from "./frame-reader.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { polyBytes, readPoly, writePoly } from "./poly-bytes.ts";

/** The only form of a public key that is read: p_1 as its seed, so that a client cannot choose p_1 freely (A1). */
export const SEEDED_FORM = 1;

/** Bytes of a body: the seed and p_0. */
export const publicKeyBodyBytes = (parameters: Parameters, level: Level): number =>
  SEED_BYTES + polyBytes(parameters, ciphertextModuli(limbsAt(level)));

/** The form field of a public key. @throws CkksError PUBLIC_KEY_NOT_SEEDED for form 0, both halves in full */
export function readPublicKeyForm(frame: FrameReader): void {
  const form = frame.u8();
  if (form === 0) {
    throw new CkksError(
      "PUBLIC_KEY_NOT_SEEDED",
      '"form" of the public key expected 1 (seeded), got 0 (both halves in full)',
    );
  }
  if (form !== SEEDED_FORM) throw fieldError("form", "1", String(form));
}

/** Writes the body of a public key, without header and digest: for frames that hold several objects. */
export function writePublicKeyBody(frame: FrameWriter, context: Context, key: PublicKey): void {
  const moduli = ciphertextModuli(limbsAt(key.level));
  frame.bytes(key.seed);
  writePoly(context, frame.region(polyBytes(context.parameters, moduli)), key.p0, moduli);
}

/**
 * Reads a body of a known level, once `checkBody` of the frame has passed, and expands p_1. p_0 may be anything: a harmful one
 * cannot be told from an honest one, and the caps on released coefficients stand against it (A1).
 * @throws CkksError RESIDUE_OUT_OF_RANGE
 */
export function readPublicKeyBody(frame: FrameReader, context: Context, level: Level): PublicKey {
  const { parameters } = context;
  const moduli = ciphertextModuli(limbsAt(level));
  const seed = frame.copy(SEED_BYTES) as PublicSeed;
  const p0 = readPoly(context, frame.view(polyBytes(parameters, moduli)), "ntt", moduli, false);
  const p1 = expandUniform(context, "public-key", 0, seed, moduli);
  return Object.freeze({ kind: "public-key", parameters, level, seed, p0, p1 });
}
