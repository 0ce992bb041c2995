import { modQ } from "./modulus";

export function scaleFloats(a: usize, factor: f64, n: i32): f64 {
  const F = f64x2.splat(factor);
  let largest = f64x2.splat(0);
  for (let p = a, end: usize = a + (n << 3); p < end; p += 16) {
    const x = f64x2.mul(v128.load(p), F);
    v128.store(p, x);
    largest = f64x2.max(largest, f64x2.abs(x));
  }
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}

/** Two integers |x| < 2^52 mod q, in [0, q), as float64: every product and difference below is exact. */
function reduceFloats(x: v128, q: v128, inverse: v128): v128 {
  const zero = f64x2.splat(0);
  let r = f64x2.sub(x, f64x2.mul(f64x2.floor(f64x2.mul(x, inverse)), q));
  // The rounded inverse may put the quotient one off in either direction.
  r = f64x2.add(r, v128.and(f64x2.lt(r, zero), q));
  return f64x2.sub(r, v128.and(f64x2.ge(r, q), q));
}

export function floatsToResidues(out: usize, a: usize, n: i32, m: usize): void {
  const q = f64x2.splat(<f64>modQ(m));
  const inverse = f64x2.splat(1.0 / <f64>modQ(m));
  // Adding 2^52 leaves the integer in the low bits of the float.
  const magic = f64x2.splat(4503599627370496.0);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    const first = reduceFloats(f64x2.nearest(v128.load(a + 2 * i)), q, inverse);
    const second = reduceFloats(f64x2.nearest(v128.load(a + 2 * i, 16)), q, inverse);
    v128.store(out + i, v128.shuffle<i32>(f64x2.add(first, magic), f64x2.add(second, magic), 0, 2, 4, 6));
  }
}
