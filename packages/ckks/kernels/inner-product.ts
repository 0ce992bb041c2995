import { modQ } from "./modulus";
import { PRODUCTS_PER_REDUCTION, reduceWide, reduceWide30 } from "./reduce-wide";

/** Any prime, any count. */
function anyInnerProduct(out: usize, as: usize, bs: usize, count: i32, n: i32, m: usize): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let room = PRODUCTS_PER_REDUCTION;
    for (let k: usize = 0, stop: usize = count << 2; k < stop; k += 4, room--) {
      if (room === 0) {
        const r = reduceWide(s0, s1, m);
        s0 = i64x2.extend_low_i32x4_u(r);
        s1 = i64x2.extend_high_i32x4_u(r);
        room = PRODUCTS_PER_REDUCTION;
      }
      const x = v128.load(load<usize>(as + k) + i);
      const y = v128.load(load<usize>(bs + k) + i);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(x, y));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(x, y));
    }
    v128.store(out + i, reduceWide(s0, s1, m));
  }
}

/**
 * Primes of 30 bits and one reduction: the case of key switching. Sixteen places at once, one cache line of each limb, so
 * that pointers are loaded once for them and limbs that lie a multiple of 4 KiB apart do not evict each other. 1.4 times as
 * fast as four places at once.
 */
function shortInnerProduct30(out: usize, as: usize, bs: usize, count: i32, n: i32, m: usize): void {
  const stop: usize = count << 2;
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 64) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let s2 = i64x2.splat(0);
    let s3 = i64x2.splat(0);
    let s4 = i64x2.splat(0);
    let s5 = i64x2.splat(0);
    let s6 = i64x2.splat(0);
    let s7 = i64x2.splat(0);
    for (let k: usize = 0; k < stop; k += 4) {
      const a = load<usize>(as + k) + i;
      const b = load<usize>(bs + k) + i;
      let x = v128.load(a);
      let y = v128.load(b);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(x, y));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(x, y));
      x = v128.load(a, 16);
      y = v128.load(b, 16);
      s2 = i64x2.add(s2, i64x2.extmul_low_i32x4_u(x, y));
      s3 = i64x2.add(s3, i64x2.extmul_high_i32x4_u(x, y));
      x = v128.load(a, 32);
      y = v128.load(b, 32);
      s4 = i64x2.add(s4, i64x2.extmul_low_i32x4_u(x, y));
      s5 = i64x2.add(s5, i64x2.extmul_high_i32x4_u(x, y));
      x = v128.load(a, 48);
      y = v128.load(b, 48);
      s6 = i64x2.add(s6, i64x2.extmul_low_i32x4_u(x, y));
      s7 = i64x2.add(s7, i64x2.extmul_high_i32x4_u(x, y));
    }
    v128.store(out + i, reduceWide30(s0, s1, m));
    v128.store(out + i, reduceWide30(s2, s3, m), 16);
    v128.store(out + i, reduceWide30(s4, s5, m), 32);
    v128.store(out + i, reduceWide30(s6, s7, m), 48);
  }
}

export function innerProduct(out: usize, as: usize, bs: usize, count: i32, n: i32, m: usize): void {
  const short = modQ(m) >> 29 === 1 && count <= PRODUCTS_PER_REDUCTION && n % 16 === 0;
  if (short) shortInnerProduct30(out, as, bs, count, n, m);
  else anyInnerProduct(out, as, bs, count, n, m);
}

function anyInnerProductScalars(out: usize, as: usize, scalars: usize, count: i32, n: i32, m: usize): void {
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let room = PRODUCTS_PER_REDUCTION;
    for (let k: usize = 0, stop: usize = count << 2; k < stop; k += 4, room--) {
      if (room === 0) {
        const r = reduceWide(s0, s1, m);
        s0 = i64x2.extend_low_i32x4_u(r);
        s1 = i64x2.extend_high_i32x4_u(r);
        room = PRODUCTS_PER_REDUCTION;
      }
      const x = v128.load(load<usize>(as + k) + i);
      const y = v128.load32_splat(scalars + k);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(x, y));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(x, y));
    }
    v128.store(out + i, reduceWide(s0, s1, m));
  }
}

/** As `shortInnerProduct30`, eight places at once. */
function shortInnerProductScalars30(out: usize, as: usize, scalars: usize, count: i32, n: i32, m: usize): void {
  const stop: usize = count << 2;
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 32) {
    let s0 = i64x2.splat(0);
    let s1 = i64x2.splat(0);
    let s2 = i64x2.splat(0);
    let s3 = i64x2.splat(0);
    for (let k: usize = 0; k < stop; k += 4) {
      const a = load<usize>(as + k) + i;
      const y = v128.load32_splat(scalars + k);
      let x = v128.load(a);
      s0 = i64x2.add(s0, i64x2.extmul_low_i32x4_u(x, y));
      s1 = i64x2.add(s1, i64x2.extmul_high_i32x4_u(x, y));
      x = v128.load(a, 16);
      s2 = i64x2.add(s2, i64x2.extmul_low_i32x4_u(x, y));
      s3 = i64x2.add(s3, i64x2.extmul_high_i32x4_u(x, y));
    }
    v128.store(out + i, reduceWide30(s0, s1, m));
    v128.store(out + i, reduceWide30(s2, s3, m), 16);
  }
}

export function innerProductScalars(out: usize, as: usize, scalars: usize, count: i32, n: i32, m: usize): void {
  const short = modQ(m) >> 29 === 1 && count <= PRODUCTS_PER_REDUCTION;
  if (short) shortInnerProductScalars30(out, as, scalars, count, n, m);
  else anyInnerProductScalars(out, as, scalars, count, n, m);
}
