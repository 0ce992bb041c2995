import { mulShoupLazy, reduceOnce } from "./lanes";
import { modQ, shoupQuotient } from "./modulus";

/** Largest number of limbs: 868 bits of 22-bit primes are 40. */
const MAX_LIMBS = 64;
/** Four centred digits of each limb. */
const digits: usize = memory.data(1024, 16);
/** Shoup quotients of the inverses, row by row: MAX_LIMBS (MAX_LIMBS - 1) / 2 words. */
const quotients: usize = memory.data(8064, 16);
/** For each limb q, q/2 and the first multiple of q from 2^29. */
const limits: usize = memory.data(768, 16);

function prepare(ms: usize, inverses: usize, count: i32): void {
  for (let j = 0, row: usize = 0; j < count; j++) {
    const q = modQ(load<usize>(ms + (j << 2)));
    store<u32>(limits + 12 * j, q);
    store<u32>(limits + 12 * j, q >> 1, 4);
    store<u32>(limits + 12 * j, q * ((0x1fffffff + q) / q), 8);
    for (let i = 0; i < j; i++, row += 4) store<u32>(quotients + row, shoupQuotient(load<u32>(inverses + row), q));
  }
}

/** Four residues in (-q/2, q/2]. */
function centre(u: v128, limit: usize): v128 {
  const q = v128.load32_splat(limit);
  return i32x4.sub(u, v128.and(i32x4.gt_s(u, v128.load32_splat(limit, 4)), q));
}

/** Centred mixed-radix digits of four values, into `digits`. Garner; Knuth, TAOCP 2, 4.3.2. */
function centredDigits(limbs: usize, inverses: usize, count: i32, offset: usize): void {
  let row: usize = 0;
  for (let j = 0; j < count; j++) {
    const limit = limits + 12 * j;
    const q = v128.load32_splat(limit);
    // The multiple of q makes u - digit positive; the product takes any 32-bit value.
    const positive = v128.load32_splat(limit, 8);
    let u = v128.load(load<usize>(limbs + (j << 2)) + offset);
    for (let i = 0; i < j; i++, row += 4) {
      const d = i32x4.add(i32x4.sub(u, v128.load(digits + (i << 4))), positive);
      u = mulShoupLazy(d, v128.load32_splat(inverses + row), v128.load32_splat(quotients + row), q);
    }
    v128.store(digits + (j << 4), centre(reduceOnce(u, q), limit));
  }
}

function upperHalf(x: v128): v128 {
  return v128.shuffle<i64>(x, x, 1, 1);
}

/** One limb: its centred residues. */
function oneLimb(out: usize, limb: usize, n: i32): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    const d = centre(v128.load(limb + i), limits);
    v128.store(out + 2 * i, f64x2.convert_low_i32x4_s(d));
    v128.store(out + 2 * i, f64x2.convert_low_i32x4_s(upperHalf(d)), 16);
  }
}

/** Two limbs, with all constants in registers: twice as fast as the general form. */
function twoLimbs(out: usize, first: usize, second: usize, inverse: usize, n: i32): void {
  const q = v128.load32_splat(limits, 12);
  const positive = v128.load32_splat(limits, 20);
  const w = v128.load32_splat(inverse);
  const quotient = v128.load32_splat(quotients);
  const base = f64x2.convert_low_i32x4_s(v128.load32_splat(limits));
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    const d0 = centre(v128.load(first + i), limits);
    const difference = i32x4.add(i32x4.sub(v128.load(second + i), d0), positive);
    const d1 = centre(reduceOnce(mulShoupLazy(difference, w, quotient, q), q), limits + 12);
    const low = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(d1), base), f64x2.convert_low_i32x4_s(d0));
    const upper = f64x2.convert_low_i32x4_s(upperHalf(d0));
    const high = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(upperHalf(d1)), base), upper);
    v128.store(out + 2 * i, low);
    v128.store(out + 2 * i, high, 16);
  }
}

function manyLimbs(out: usize, limbs: usize, inverses: usize, count: i32, n: i32): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    centredDigits(limbs, inverses, count, i);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    // Centred digits make the sum the centred integer itself: nothing large is subtracted at the end.
    for (let j = count - 1; j >= 0; j--) {
      const q = f64x2.convert_low_i32x4_s(v128.load32_splat(limits + 12 * j));
      const d = v128.load(digits + (j << 4));
      low = f64x2.add(f64x2.mul(low, q), f64x2.convert_low_i32x4_s(d));
      high = f64x2.add(f64x2.mul(high, q), f64x2.convert_low_i32x4_s(upperHalf(d)));
    }
    v128.store(out + 2 * i, low);
    v128.store(out + 2 * i, high, 16);
  }
  memory.fill(digits, 0, MAX_LIMBS << 4);
}

export function residuesToFloats(out: usize, limbs: usize, ms: usize, inverses: usize, count: i32, n: i32): void {
  prepare(ms, inverses, count);
  if (count === 1) oneLimb(out, load<usize>(limbs), n);
  else if (count === 2) twoLimbs(out, load<usize>(limbs), load<usize>(limbs, 4), inverses, n);
  else manyLimbs(out, limbs, inverses, count, n);
}
