import { mulHigh, reduceOnce } from "./lanes";
import { modQ, modQuotientOfOne, modR32, modR32Quotient } from "./modulus";

/** Products of two residues below 2^30 that a 64-bit lane takes on top of one residue: 16 (2^30 - 2)^2 + 2^30 < 2^64. */
export const PRODUCTS_PER_REDUCTION = 16;

/** Four 64-bit values, in two vectors, to [0, q): high word times 2^32 mod q, plus low word, one common quotient. */
export function reduceWide(first: v128, second: v128, m: usize): v128 {
  const q = i32x4.splat(modQ(m));
  const low = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const high = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  const quotient = i32x4.add(
    mulHigh(high, i32x4.splat(modR32Quotient(m))),
    mulHigh(low, i32x4.splat(modQuotientOfOne(m))),
  );
  const r = i32x4.sub(i32x4.add(i32x4.mul(high, i32x4.splat(modR32(m))), low), i32x4.mul(quotient, q));
  return reduceOnce(reduceOnce(r, i32x4.shl(q, 1)), q);
}

export function innerProduct(out: usize, as: usize, bs: usize, count: i32, n: i32, m: usize): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    let low = i64x2.splat(0);
    let high = i64x2.splat(0);
    let room = PRODUCTS_PER_REDUCTION;
    for (let k = 0; k < count; k++) {
      if (room-- === 0) {
        const r = reduceWide(low, high, m);
        low = i64x2.extend_low_i32x4_u(r);
        high = i64x2.extend_high_i32x4_u(r);
        room = PRODUCTS_PER_REDUCTION - 1;
      }
      const x = v128.load(load<usize>(as + (k << 2)) + i);
      const y = v128.load(load<usize>(bs + (k << 2)) + i);
      low = i64x2.add(low, i64x2.extmul_low_i32x4_u(x, y));
      high = i64x2.add(high, i64x2.extmul_high_i32x4_u(x, y));
    }
    v128.store(out + i, reduceWide(low, high, m));
  }
}

export function innerProductScalars(out: usize, as: usize, scalars: usize, count: i32, n: i32, m: usize): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    let low = i64x2.splat(0);
    let high = i64x2.splat(0);
    let room = PRODUCTS_PER_REDUCTION;
    for (let k = 0; k < count; k++) {
      if (room-- === 0) {
        const r = reduceWide(low, high, m);
        low = i64x2.extend_low_i32x4_u(r);
        high = i64x2.extend_high_i32x4_u(r);
        room = PRODUCTS_PER_REDUCTION - 1;
      }
      const x = v128.load(load<usize>(as + (k << 2)) + i);
      const y = v128.load32_splat(scalars + (k << 2));
      low = i64x2.add(low, i64x2.extmul_low_i32x4_u(x, y));
      high = i64x2.add(high, i64x2.extmul_high_i32x4_u(x, y));
    }
    v128.store(out + i, reduceWide(low, high, m));
  }
}
