import { modQ } from "./modulus";
import { PRODUCTS_PER_REDUCTION, reduceWide } from "./reduce-wide";

/** Words of float64 rounded to integers, as `count` at most 2^20: 1.5 * 2^52 leaves them in the low half. */
function roundedWords(low: v128, high: v128): v128 {
  const magic = f64x2.splat(6755399441055744.0);
  return v128.shuffle<i32>(f64x2.add(low, magic), f64x2.add(high, magic), 0, 2, 4, 6);
}

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
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    // One product less than fits, for the correction.
    let room = PRODUCTS_PER_REDUCTION - 1;
    for (let k: usize = 0, end: usize = count << 2; k < end; k += 4, room--) {
      if (room === 0) {
        const r = reduceWide(s0, s1, m2);
        s0 = i64x2.extend_low_i32x4_u(r);
        s1 = i64x2.extend_high_i32x4_u(r);
        room = PRODUCTS_PER_REDUCTION - 1;
      }
      const y = v128.load(load<usize>(ys + k) + i);
      const c = v128.load32_splat(constants + k);
      const inverse = v128.load64_splat(inverses + 2 * k);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(y, c));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(y, c));
      low = f64x2.add(low, f64x2.mul(f64x2.convert_low_i32x4_s(y), inverse));
      const upper = v128.shuffle<i64>(y, y, 1, 1);
      high = f64x2.add(high, f64x2.mul(f64x2.convert_low_i32x4_s(upper), inverse));
    }
    const v = roundedWords(low, high);
    s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(v, negated));
    s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(v, negated));
    v128.store(out + i, reduceWide(s0, s1, m2));
  }
}
