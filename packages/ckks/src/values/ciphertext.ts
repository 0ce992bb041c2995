import { CkksError } from "../errors.ts";
import type { Parameters } from "../parameters/create-parameters.ts";
import type { PublicSeed } from "../random/seeds.ts";
import { type Level, limbsAt } from "./level.ts";
import { checkPolyShape, type Poly } from "./poly.ts";
import type { Scale } from "./scale.ts";

/**
 * A ciphertext in NTT form: c_0 + c_1 s (+ c_2 s^2) = scale * message + noise. A product has three parts until it is
 * relinearized. `uniformSeed` is there while c_1 is still the expansion of that seed: then it travels as the seed.
 */
export interface Ciphertext {
  readonly kind: "ciphertext";
  readonly parameters: Parameters;
  readonly level: Level;
  readonly scale: Scale;
  /** Two or three parts of level + 1 limbs each. */
  readonly parts: readonly Poly<"ntt">[];
  readonly uniformSeed?: PublicSeed;
}

/** Makes a ciphertext. @throws CkksError ARGUMENT_INVALID unless it has two or three parts of level + 1 limbs */
export function createCiphertext(fields: Omit<Ciphertext, "kind">): Ciphertext {
  const { parameters, level, parts } = fields;
  checkCount(parts.length, 2, "parts");
  for (const part of parts) checkPolyShape(part, limbsAt(level), parameters.ringDegree, "parts");
  return Object.freeze({ kind: "ciphertext", ...fields, parts: Object.freeze([...parts]) });
}

/** Coefficients of a message: some, in this order, or each of them. */
export type Positions = readonly number[] | "all";

/** How many coefficients those are. */
export const positionCount = (positions: Positions, { ringDegree }: Parameters): number =>
  positions === "all" ? ringDegree : positions.length;

/**
 * What is left of a ciphertext when only some coefficients of its message leave: the uniform parts whole (c_1, and c_2
 * of a product), of c_0 the coefficients at `positions`, all in coefficient form.
 *
 * `modulusBits` undefined: residues of the level's primes, limb by limb. Otherwise the values are rounded to the modulus
 * 2^modulusBits, stored as centred integers, and the scale is divided accordingly.
 */
export interface ExtractedCiphertext {
  readonly kind: "extracted";
  readonly parameters: Parameters;
  readonly level: Level;
  readonly scale: Scale;
  /** Which coefficients of the message are kept, in the order of the decrypted values. */
  readonly positions: Positions;
  readonly body: ExtractedBody;
}

/** Exact residues, or integers modulo a power of two. */
export type ExtractedBody =
  | {
      readonly kind: "residues";
      /** c_0 at the positions, limb by limb: (level + 1) * positions.length words. */
      readonly constants: Uint32Array<ArrayBuffer>;
      /** c_1 (and c_2), whole. */
      readonly masks: readonly Poly<"coefficients">[];
    }
  | {
      readonly kind: "truncated";
      readonly modulusBits: number;
      /** c_0 at the positions, centred integers in [-2^(b-1), 2^(b-1)). */
      readonly constants: Float64Array<ArrayBuffer>;
      /** c_1 (and c_2), whole, centred integers. */
      readonly masks: readonly Float64Array<ArrayBuffer>[];
    };

/**
 * Makes an extracted ciphertext.
 * @throws CkksError ARGUMENT_INVALID unless it has one or two masks of level + 1 limbs (or N integers), and as many constants as
 * positions (in each limb)
 */
export function createExtracted(fields: Omit<ExtractedCiphertext, "kind">): ExtractedCiphertext {
  const { body, positions, level, parameters } = fields;
  const n = parameters.ringDegree;
  checkCount(body.masks.length, 1, "masks");
  if (body.kind === "residues") for (const mask of body.masks) checkPolyShape(mask, limbsAt(level), n, "masks");
  else for (const mask of body.masks) checkLength(mask.length, n, "masks");
  const count = positionCount(positions, parameters);
  checkLength(body.constants.length, count * (body.kind === "residues" ? limbsAt(level) : 1), "constants");
  const kept = positions === "all" ? positions : Object.freeze([...positions]);
  return Object.freeze({ kind: "extracted", ...fields, positions: kept });
}

function checkCount(count: number, least: number, name: string): void {
  if (count === least || count === least + 1) return;
  throw new CkksError("ARGUMENT_INVALID", `"${name}" expected ${least} or ${least + 1} entries, got ${count}`);
}

function checkLength(length: number, expected: number, name: string): void {
  if (length === expected) return;
  throw new CkksError("ARGUMENT_INVALID", `"${name}" expected ${expected} values, got ${length}`);
}
