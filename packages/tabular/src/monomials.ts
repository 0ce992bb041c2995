/** Most monomials that a client expands or a contract may ask for (C4). */
export const MAX_MONOMIALS = 4096;

/** Monomials of degree 1 to `degree` in `variables` variables: C(variables + degree, degree) - 1. */
export function monomialCount(variables: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= degree; k++) count = (count * (variables + k)) / k;
  return Math.round(count) - 1;
}

/**
 * All monomials of degree 1 to `degree`, degree by degree, within a degree in the order of their factors' indices
 * i1 <= i2 <= …: of two variables x, y and degree 2 they are x, y, xx, xy, yy. The constant is not among them.
 *
 * @example
 * expandMonomials([3, 5], 2); // 3, 5, 9, 15, 25
 */
export function expandMonomials(values: ArrayLike<number>, degree: number): Float64Array {
  const out = new Float64Array(monomialCount(values.length, degree));
  let at = 0;
  forEachMonomial(values.length, degree, (factors) => {
    let product = 1;
    for (const factor of factors) product *= values[factor]!;
    out[at++] = product;
  });
  return out;
}

/**
 * Walks through the same monomials in the same order.
 *
 * @param visit - gets the indices of the factors, smallest first; the array is used again for the next monomial
 */
export function forEachMonomial(variables: number, degree: number, visit: (factors: readonly number[]) => void): void {
  const factors: number[] = [];
  const extend = (from: number, missing: number): void => {
    if (missing === 0) {
      visit(factors);
      return;
    }
    for (let factor = from; factor < variables; factor++) {
      factors.push(factor);
      extend(factor, missing - 1);
      factors.pop();
    }
  };
  for (let d = 1; d <= degree; d++) extend(0, d);
}
