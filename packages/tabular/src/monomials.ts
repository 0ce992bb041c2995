/** Most monomials that a client expands or a contract may ask for (C4). */
export const MAX_MONOMIALS = 4096;

/** Monomials of degree 1 to `degree` in `variables` variables: C(variables + degree, degree) - 1. */
export function monomialCount(variables: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= degree; k++) count = (count * (variables + k)) / k;
  return Math.round(count) - 1;
}
