import { mulHigh, reduceOnce } from "./lanes";
import { oneQuotientLanes, qLanes, r32Lanes, r32QuotientLanes, twoQLanes } from "./modulus";

/** Products of two residues below 2^30 that a 64-bit lane takes on top of one residue: 16 (2^30 - 2)^2 + 2^30 < 2^64. */
export const PRODUCTS_PER_REDUCTION = 16;

/**
 * Four 64-bit values, in two vectors, to [0, q): the high word times 2^32 mod q, plus the low word, less the multiples of q
 * that both leave.
 */
export function reduceWide(first: v128, second: v128, m: usize): v128 {
  const q = qLanes(m);
  const low = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const high = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  const ofHigh = mulHigh(high, r32QuotientLanes(m));
  const ofLow = mulHigh(low, oneQuotientLanes(m));
  const sum = i32x4.add(i32x4.mul(high, r32Lanes(m)), low);
  return reduceOnce(reduceOnce(i32x4.sub(sum, i32x4.mul(i32x4.add(ofHigh, ofLow), q)), twoQLanes(m)), q);
}

/**
 * The same for q above 2^29: the two top bits of the low word are a good enough quotient of it, the sum stays below
 * 2^32 - q, and a shift takes the place of 7 operations of 28.
 */
export function reduceWide30(first: v128, second: v128, m: usize): v128 {
  const q = qLanes(m);
  const q2 = twoQLanes(m);
  const low = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const high = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  const quotient = i32x4.add(mulHigh(high, r32QuotientLanes(m)), i32x4.shr_u(low, 30));
  const sum = i32x4.add(i32x4.mul(high, r32Lanes(m)), low);
  const r = i32x4.sub(sum, i32x4.mul(quotient, q));
  return reduceOnce(reduceOnce(reduceOnce(r, i32x4.add(q2, q2)), q2), q);
}
