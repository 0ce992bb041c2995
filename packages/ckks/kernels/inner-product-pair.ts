import { mulHigh, reduceOnce, wrapOnce } from "./lanes";
import { negatedInverseLanes, qLanes, twoQLanes } from "./modulus";

/** Sums of so many products of residues below 2^30 have a high word below q, if q has 30 bits: 4 q^2 / 2^32 < q. */
const SHORT = 4;

/**
 * Four 64-bit sums over 2^32 modulo q, by Montgomery: m = low * q^-1 makes low - m q a multiple of 2^32, so that the high word less
 * the high word of m q is the quotient. 14 operations, where the remainder itself takes 21 to 28.
 */
function reduceMontgomery(first: v128, second: v128, q: v128, inverse: v128): v128 {
  const low = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const high = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  return wrapOnce(i32x4.sub(high, mulHigh(i32x4.mul(low, inverse), q)), q);
}

/** The same for up to 16 products, whose high word is below 4q. */
function reduceMontgomeryLong(first: v128, second: v128, q: v128, q2: v128, inverse: v128): v128 {
  const low = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const high = reduceOnce(reduceOnce(v128.shuffle<i32>(first, second, 1, 3, 5, 7), q2), q);
  return wrapOnce(i32x4.sub(high, mulHigh(i32x4.mul(low, inverse), q)), q);
}

/**
 * Eight places at once: digits are loaded once for both halves of a key, and pointers once for eight places.
 */
export function innerProductPair(
  out: usize,
  out2: usize,
  as: usize,
  bs: usize,
  cs: usize,
  count: i32,
  n: i32,
  m: usize,
): void {
  const q = qLanes(m);
  const q2 = twoQLanes(m);
  const inverse = i32x4.sub(i32x4.splat(0), negatedInverseLanes(m));
  const stop: usize = count << 2;
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 32) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let s2 = i64x2.splat(0);
    let s3 = i64x2.splat(0);
    let t0 = i64x2.splat(0);
    let t1 = i64x2.splat(0);
    let t2 = i64x2.splat(0);
    let t3 = i64x2.splat(0);
    for (let k: usize = 0; k < stop; k += 4) {
      const a = load<usize>(as + k) + i;
      const b = load<usize>(bs + k) + i;
      const c = load<usize>(cs + k) + i;
      let x = v128.load(a);
      let y = v128.load(b);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(x, y));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(x, y));
      y = v128.load(c);
      t0 = i64x2.add(t0, i64x2.extmul_low_i32x4_u(x, y));
      t1 = i64x2.add(t1, i64x2.extmul_high_i32x4_u(x, y));
      x = v128.load(a, 16);
      y = v128.load(b, 16);
      s2 = i64x2.add(s2, i64x2.extmul_low_i32x4_u(x, y));
      s3 = i64x2.add(s3, i64x2.extmul_high_i32x4_u(x, y));
      y = v128.load(c, 16);
      t2 = i64x2.add(t2, i64x2.extmul_low_i32x4_u(x, y));
      t3 = i64x2.add(t3, i64x2.extmul_high_i32x4_u(x, y));
    }
    if (count <= SHORT) {
      v128.store(out + i, reduceMontgomery(s0, s1, q, inverse));
      v128.store(out + i, reduceMontgomery(s2, s3, q, inverse), 16);
      v128.store(out2 + i, reduceMontgomery(t0, t1, q, inverse));
      v128.store(out2 + i, reduceMontgomery(t2, t3, q, inverse), 16);
    } else {
      v128.store(out + i, reduceMontgomeryLong(s0, s1, q, q2, inverse));
      v128.store(out + i, reduceMontgomeryLong(s2, s3, q, q2, inverse), 16);
      v128.store(out2 + i, reduceMontgomeryLong(t0, t1, q, q2, inverse));
      v128.store(out2 + i, reduceMontgomeryLong(t2, t3, q, q2, inverse), 16);
    }
  }
}
