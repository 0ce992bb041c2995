// Arithmetic on four residues at a time. q < 2^30 everywhere, so 4q fits a lane and one unsigned minimum does the work
// of a comparison: x - c wraps to a huge value exactly when x < c.

let pinSlot: usize = memory.data(16, 16);

export function useScratch(slot: usize): void {
  pinSlot = slot;
}

/**
 * x in every lane, by way of memory: V8 moves a plain splat into the loop that uses it, at two operations a turn, but leaves
 * a load where it is. Scalar products became 1.3 times as fast.
 */
export function pinned(x: u32): v128 {
  store<u32>(pinSlot, x);
  return v128.load32_splat(pinSlot);
}

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

/** x in (-c, c), wrapped, to [0, c): adds c exactly where x is negative. */
export function wrapOnce(x: v128, c: v128): v128 {
  return i32x4.min_u(x, i32x4.add(x, c));
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

/** a - b mod q, both reduced. */
export function subLanes(a: v128, b: v128, q: v128): v128 {
  return wrapOnce(i32x4.sub(a, b), q);
}
