import { rootOfUnity } from "./roots-of-unity";

// Special FFT of Cheon, Kim, Kim, Song, eprint 2016/421: with zeta^(n/2) = i, the n real coefficients are n/2 complex
// ones u_k = a_k + i a_(k + n/2), and slot j is sum_k u_k zeta^(5^j k).
//
// Tables, in float64: [0, 2n) twiddles (re, re, -im, im) level by level, so that a product needs one shuffle and not three;
// [2n, 3n) scratch, zero between calls.

function scratchOf(tables: usize, n: i32): usize {
  return tables + (n << 4);
}

export function initFft(tables: usize, n: i32): void {
  let to = tables;
  for (let half: i32 = 1; half <= n >> 2; half <<= 1) {
    // Butterfly j of a level of length 2 half: zeta_(8 half)^(5^j).
    let power: u32 = 1;
    for (let j = 0; j < half; j++, to += 32) {
      rootOfUnity(to, power, 8 * half);
      const im = load<f64>(to, 8);
      store<f64>(to, load<f64>(to), 8);
      store<f64>(to, -im, 16);
      store<f64>(to, im, 24);
      power = (5 * power) & (8 * half - 1);
    }
  }
  memory.fill(scratchOf(tables, n), 0, n << 3);
}

/** x * w of complex numbers, w a twiddle of the table. */
function rotate(x: v128, w: usize): v128 {
  const swapped = v128.shuffle<i64>(x, x, 1, 0);
  return f64x2.add(f64x2.mul(x, v128.load(w)), f64x2.mul(swapped, v128.load(w, 16)));
}

/** x * conjugate(w). */
function rotateBack(x: v128, w: usize): v128 {
  const swapped = v128.shuffle<i64>(x, x, 1, 0);
  return f64x2.sub(f64x2.mul(x, v128.load(w)), f64x2.mul(swapped, v128.load(w, 16)));
}

/** One level of half 1, where the number of levels is odd. */
function firstLevel(a: usize, slots: i32, w: usize): void {
  for (let p = a, end: usize = a + (slots << 4); p < end; p += 32) {
    const x = v128.load(p);
    const y = rotate(v128.load(p, 16), w);
    v128.store(p, f64x2.add(x, y));
    v128.store(p, f64x2.sub(x, y), 16);
  }
}

function lastLevelBack(a: usize, slots: i32, w: usize): void {
  for (let p = a, end: usize = a + (slots << 4); p < end; p += 32) {
    const x = v128.load(p);
    const y = v128.load(p, 16);
    v128.store(p, f64x2.add(x, y));
    v128.store(p, rotateBack(f64x2.sub(x, y), w), 16);
  }
}

/**
 * Two levels, of `half` and 2 `half`, for each load and store: 1.7 times as fast as one. `w` points to the twiddles of
 * the first.
 */
function twoLevels(a: usize, slots: i32, half: i32, w: usize): void {
  const step: usize = half << 4;
  const last: usize = a + (slots << 4);
  for (let p = a; p < last; p += 3 * step) {
    let v = w;
    let u: usize = w + 2 * step;
    for (const end: usize = p + step; p < end; p += 16, v += 32, u += 32) {
      let x = v128.load(p);
      let y = rotate(v128.load(p + step), v);
      const x0 = f64x2.add(x, y);
      const x1 = f64x2.sub(x, y);
      x = v128.load(p + 2 * step);
      y = rotate(v128.load(p + 3 * step), v);
      const x2 = rotate(f64x2.add(x, y), u);
      const x3 = rotate(f64x2.sub(x, y), u + 2 * step);
      v128.store(p, f64x2.add(x0, x2));
      v128.store(p + step, f64x2.add(x1, x3));
      v128.store(p + 2 * step, f64x2.sub(x0, x2));
      v128.store(p + 3 * step, f64x2.sub(x1, x3));
    }
  }
}

function twoLevelsBack(a: usize, slots: i32, half: i32, w: usize): void {
  const step: usize = half << 4;
  const last: usize = a + (slots << 4);
  for (let p = a; p < last; p += 3 * step) {
    let v = w;
    let u: usize = w + 2 * step;
    for (const end: usize = p + step; p < end; p += 16, v += 32, u += 32) {
      let x = v128.load(p);
      let y = v128.load(p + 2 * step);
      const x0 = f64x2.add(x, y);
      const x2 = rotateBack(f64x2.sub(x, y), u);
      x = v128.load(p + step);
      y = v128.load(p + 3 * step);
      const x1 = f64x2.add(x, y);
      const x3 = rotateBack(f64x2.sub(x, y), u + 2 * step);
      v128.store(p, f64x2.add(x0, x1));
      v128.store(p + step, rotateBack(f64x2.sub(x0, x1), v));
      v128.store(p + 2 * step, f64x2.add(x2, x3));
      v128.store(p + 3 * step, rotateBack(f64x2.sub(x2, x3), v));
    }
  }
}

/** The bit reversal of i + 1 from that of i: the lowest bits that change are the highest there. */
function nextReversed(reversed: u32, i: u32, count: u32): u32 {
  return reversed ^ (count - (count >> (ctz(~i) + 1)));
}

/** First twiddle of the level of `half`. */
function levelOf(tables: usize, half: i32): usize {
  return tables + ((half - 1) << 5);
}

export function coefficientsToSlots(a: usize, tables: usize, n: i32): void {
  const slots = n >> 1;
  const scratch = scratchOf(tables, n);
  memory.copy(scratch, a, n << 3);
  for (let i = 0, reversed: u32 = 0; i < slots; reversed = nextReversed(reversed, i, slots), i++) {
    const from = scratch + (reversed << 3);
    store<f64>(a + (i << 4), load<f64>(from));
    store<f64>(a + (i << 4), load<f64>(from + (slots << 3)), 8);
  }
  const odd = ctz(slots) & 1;
  if (odd) firstLevel(a, slots, tables);
  for (let half = 1 << odd; half < slots; half <<= 2) twoLevels(a, slots, half, levelOf(tables, half));
  memory.fill(scratch, 0, n << 3);
}

export function slotsToCoefficients(a: usize, tables: usize, n: i32): void {
  const slots = n >> 1;
  const scratch = scratchOf(tables, n);
  const odd = ctz(slots) & 1;
  for (let half = slots >> 2; half >= 1; half >>= 2) twoLevelsBack(a, slots, half, levelOf(tables, half));
  if (odd) lastLevelBack(a, slots, tables);
  memory.copy(scratch, a, n << 3);
  const scale = 1.0 / <f64>slots;
  for (let i = 0, reversed: u32 = 0; i < slots; reversed = nextReversed(reversed, i, slots), i++) {
    const from = scratch + (reversed << 4);
    store<f64>(a + (i << 3), load<f64>(from) * scale);
    store<f64>(a + ((slots + i) << 3), load<f64>(from, 8) * scale);
  }
  memory.fill(scratch, 0, n << 3);
}
