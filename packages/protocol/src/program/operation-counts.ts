/** Kernel calls, each over one limb of N residues. They depend on the program alone, never on a weight (A12). */
export interface OperationCounts {
  /** Forward and inverse transforms. */
  readonly ntt: number;
  /** Products of two residues. */
  readonly multiply: number;
  /** Products that are summed before they are reduced. */
  readonly accumulate: number;
  /** Sums, differences, permutations, and the multiply-subtract of dropping a prime. */
  readonly add: number;
  /** Changes of modulus between two primes. */
  readonly convert: number;
  /** Random polynomials: ternary mask, errors. */
  readonly sample: number;
}

/** No kernel calls. */
export const NO_OPERATIONS: OperationCounts = Object.freeze({
  ntt: 0,
  multiply: 0,
  accumulate: 0,
  add: 0,
  convert: 0,
  sample: 0,
});

/** Counts of both. */
export const addCounts = (a: OperationCounts, b: OperationCounts): OperationCounts => ({
  ntt: a.ntt + b.ntt,
  multiply: a.multiply + b.multiply,
  accumulate: a.accumulate + b.accumulate,
  add: a.add + b.add,
  convert: a.convert + b.convert,
  sample: a.sample + b.sample,
});
