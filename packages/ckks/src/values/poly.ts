import { CkksError } from "../errors.ts";

/** How a polynomial's residues are to be read: values at the roots of unity, or coefficients. */
export type Representation = "ntt" | "coefficients";

/** A polynomial by its residues: limb i (of prime q_i) at `residues.subarray(i * N, (i + 1) * N)`, each below q_i. */
export interface Poly<R extends Representation> {
  readonly representation: R;
  readonly limbs: number;
  readonly residues: Uint32Array<ArrayBuffer>;
}

/** Freezes residues into a polynomial; the array is kept, not copied. */
export function createPoly<R extends Representation>(
  representation: R,
  limbs: number,
  residues: Uint32Array<ArrayBuffer>,
): Poly<R> {
  return Object.freeze({ representation, limbs, residues });
}

/**
 * Kernels trust lengths, so that a part of the wrong size would reach another's memory: values check theirs when made.
 * @throws CkksError ARGUMENT_INVALID unless `poly` holds `limbs` limbs of `ringDegree` residues
 */
export function checkPolyShape(poly: Poly<Representation>, limbs: number, ringDegree: number, name: string): void {
  if (poly.limbs !== limbs || poly.residues.length !== limbs * ringDegree) {
    throw new CkksError(
      "ARGUMENT_INVALID",
      `"${name}" expected ${limbs} limbs of ${ringDegree} residues, got ${poly.limbs} limbs and ${poly.residues.length} residues`,
    );
  }
}
