import { mulShoupLazy, reduceOnce } from "./lanes";
import { modQ, shoupQuotient } from "./modulus";

/** Largest number of limbs: 868 bits of 22-bit primes are 40. */
const MAX_LIMBS = 64;
/** Four centred digits of each limb. */
const digits: usize = memory.data(1024, 16);
/** Shoup quotients of the inverses, row by row: MAX_LIMBS (MAX_LIMBS - 1) / 2 words. */
const quotients: usize = memory.data(8064, 16);

/** Centred mixed-radix digits of four values, into `digits`. Garner; Knuth, TAOCP 2, 4.3.2. */
function centredDigits(limbs: usize, ms: usize, inverses: usize, count: i32, offset: usize): void {
  let row: usize = 0;
  for (let j = 0; j < count; j++) {
    const q = modQ(load<usize>(ms + (j << 2)));
    const Q = i32x4.splat(q);
    // The first multiple of q from 2^29 makes u - digit positive; the product takes any 32-bit value.
    const positive = i32x4.splat(q * ((0x1fffffff + q) / q));
    let u = v128.load(load<usize>(limbs + (j << 2)) + offset);
    for (let i = 0; i < j; i++, row += 4) {
      const d = i32x4.add(i32x4.sub(u, v128.load(digits + (i << 4))), positive);
      u = mulShoupLazy(d, v128.load32_splat(inverses + row), v128.load32_splat(quotients + row), Q);
    }
    u = reduceOnce(u, Q);
    v128.store(digits + (j << 4), i32x4.sub(u, v128.and(i32x4.gt_s(u, i32x4.splat(q >> 1)), Q)));
  }
}

export function residuesToFloats(out: usize, limbs: usize, ms: usize, inverses: usize, count: i32, n: i32): void {
  for (let j = 1, row: usize = 0; j < count; j++) {
    const q = modQ(load<usize>(ms + (j << 2)));
    for (let i = 0; i < j; i++, row += 4) store<u32>(quotients + row, shoupQuotient(load<u32>(inverses + row), q));
  }
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    centredDigits(limbs, ms, inverses, count, i);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    // Centred digits make the sum the centred integer itself: nothing large is subtracted at the end.
    for (let j = count - 1; j >= 0; j--) {
      const q = f64x2.splat(<f64>modQ(load<usize>(ms + (j << 2))));
      const d = v128.load(digits + (j << 4));
      low = f64x2.add(f64x2.mul(low, q), f64x2.convert_low_i32x4_s(d));
      high = f64x2.add(f64x2.mul(high, q), f64x2.convert_low_i32x4_s(v128.shuffle<i32>(d, d, 2, 3, 2, 3)));
    }
    v128.store(out + 2 * i, low);
    v128.store(out + 2 * i, high, 16);
  }
  memory.fill(digits, 0, MAX_LIMBS << 4);
}
