import { PRODUCTS_PER_REDUCTION, reduceWide } from "./inner-product";
import { modQ } from "./modulus";

export function convertBasis(
  out: usize,
  ys: usize,
  constants: usize,
  inverses: usize,
  count: i32,
  n: i32,
  m2: usize,
): void {
  const product = load<u32>(constants + (count << 2));
  // -B mod q2, so that the correction is one more product of the sum.
  const negated = i32x4.splat(product === 0 ? 0 : modQ(m2) - product);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    let low = i64x2.splat(0);
    let high = i64x2.splat(0);
    let sumLow = f64x2.splat(0);
    let sumHigh = f64x2.splat(0);
    let room = PRODUCTS_PER_REDUCTION;
    for (let k = 0; k <= count; k++) {
      if (room-- === 0) {
        const r = reduceWide(low, high, m2);
        low = i64x2.extend_low_i32x4_u(r);
        high = i64x2.extend_high_i32x4_u(r);
        room = PRODUCTS_PER_REDUCTION - 1;
      }
      if (k === count) break;
      const y = v128.load(load<usize>(ys + (k << 2)) + i);
      const c = v128.load32_splat(constants + (k << 2));
      const inverse = v128.load64_splat(inverses + (k << 3));
      low = i64x2.add(low, i64x2.extmul_low_i32x4_u(y, c));
      high = i64x2.add(high, i64x2.extmul_high_i32x4_u(y, c));
      sumLow = f64x2.add(sumLow, f64x2.mul(f64x2.convert_low_i32x4_u(y), inverse));
      const upper = v128.shuffle<i32>(y, y, 2, 3, 2, 3);
      sumHigh = f64x2.add(sumHigh, f64x2.mul(f64x2.convert_low_i32x4_u(upper), inverse));
    }
    const v = v128.shuffle<i64>(
      i32x4.trunc_sat_f64x2_u_zero(f64x2.nearest(sumLow)),
      i32x4.trunc_sat_f64x2_u_zero(f64x2.nearest(sumHigh)),
      0,
      2,
    );
    low = i64x2.add(low, i64x2.extmul_low_i32x4_u(v, negated));
    high = i64x2.add(high, i64x2.extmul_high_i32x4_u(v, negated));
    v128.store(out + i, reduceWide(low, high, m2));
  }
}
