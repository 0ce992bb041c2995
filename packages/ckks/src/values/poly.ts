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
