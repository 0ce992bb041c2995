import { nextPowerOfTwo } from "@velum/protocol";
import { MAX_MONOMIALS, monomialCount } from "@velum/tabular";
import { WIDEST_DOT_RING } from "./choose-parameters.ts";

/** Most ciphertexts of a request, and so features of a plan in columns (C4). */
const MAX_COLUMNS = 1024;

/** Whether a client may expand so many monomials (C4). */
export const fitsMonomials = (features: number, degree: number): boolean =>
  monomialCount(features, degree) <= MAX_MONOMIALS;

/** Whether a ring holds one row of all monomials, a block for each output. */
export function fitsDot(features: number, degree: number, outputs: number): boolean {
  const width = degree === 1 ? features : monomialCount(features, degree);
  return width <= MAX_MONOMIALS && nextPowerOfTwo(width) * nextPowerOfTwo(outputs) <= WIDEST_DOT_RING;
}

/** Whether a request may hold a ciphertext for each feature. */
export const fitsColumns = (features: number): boolean => features <= MAX_COLUMNS;
