import { addLanes, mulHigh, reduceOnce } from "./lanes";
import { modBarrett, modQ, shoupQuotient } from "./modulus";

/**
 * a * b mod q by Barrett, both reduced. With L the bit length of q: x = floor(ab / 2^(L-1)) is the high word of
 * (a << (32 - L)) * (b << 1), and floor(x * floor(2^(31+L) / q) / 2^32) is at most 2 below floor(ab / q).
 */
function mulBarrett(a: v128, b: v128, shift: i32, barrett: v128, q: v128, q2: v128): v128 {
  const x = mulHigh(i32x4.shl(a, shift), i32x4.shl(b, 1));
  const r = i32x4.sub(i32x4.mul(a, b), i32x4.mul(mulHigh(x, barrett), q));
  return reduceOnce(reduceOnce(r, q2), q);
}

export function multiply(out: usize, a: usize, b: usize, n: i32, m: usize): void {
  const q = modQ(m);
  const shift = clz(q);
  const barrett = i32x4.splat(modBarrett(m));
  const Q = i32x4.splat(q);
  const Q2 = i32x4.splat(2 * q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    v128.store(out + i, mulBarrett(v128.load(a + i), v128.load(b + i), shift, barrett, Q, Q2));
  }
}

export function multiplyAdd(out: usize, a: usize, b: usize, n: i32, m: usize): void {
  const q = modQ(m);
  const shift = clz(q);
  const barrett = i32x4.splat(modBarrett(m));
  const Q = i32x4.splat(q);
  const Q2 = i32x4.splat(2 * q);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    const product = mulBarrett(v128.load(a + i), v128.load(b + i), shift, barrett, Q, Q2);
    v128.store(out + i, addLanes(v128.load(out + i), product, Q));
  }
}

export function shoupQuotients(quotients: usize, w: usize, n: i32, m: usize): void {
  const q = modQ(m);
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 4) {
    store<u32>(quotients + i, shoupQuotient(load<u32>(w + i), q));
  }
}
