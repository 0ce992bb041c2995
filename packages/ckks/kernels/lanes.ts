// Arithmetic on four residues at a time. q < 2^30 everywhere, so 4q fits a lane and one unsigned minimum does the work
// of a comparison: x - c wraps to a huge value exactly when x < c.

/** High words of the four products w * y. Any 32-bit lanes. */
export function mulHigh(w: v128, y: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(w, y);
  const high = i64x2.extmul_high_i32x4_u(w, y);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** x in [0, 2c) to [0, c); 2c at most 2^32. */
export function reduceOnce(x: v128, c: v128): v128 {
  return i32x4.min_u(x, i32x4.sub(x, c));
}

/** y * w mod q in [0, 2q): y any 32-bit lane, w reduced, quotient floor(w 2^32 / q). Harvey, arXiv 1205.2926. */
export function mulShoupLazy(y: v128, w: v128, quotient: v128, q: v128): v128 {
  return i32x4.sub(i32x4.mul(w, y), i32x4.mul(mulHigh(quotient, y), q));
}

/** The same in [0, q). */
export function mulShoup(y: v128, w: v128, quotient: v128, q: v128): v128 {
  return reduceOnce(mulShoupLazy(y, w, quotient, q), q);
}

/** a + b mod q, both reduced. */
export function addLanes(a: v128, b: v128, q: v128): v128 {
  return reduceOnce(i32x4.add(a, b), q);
}

/** a - b mod q, both reduced: the difference wraps exactly when it needs q added. */
export function subLanes(a: v128, b: v128, q: v128): v128 {
  const d = i32x4.sub(a, b);
  return i32x4.min_u(d, i32x4.add(d, q));
}
