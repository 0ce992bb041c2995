import { bitReverse } from "./ntt-tables";
import { rootOfUnity } from "./roots-of-unity";

// Special FFT of Cheon, Kim, Kim, Song, eprint 2016/421: with zeta^(n/2) = i, the n real coefficients are n/2 complex
// ones u_k = a_k + i a_(k + n/2), and slot j is sum_k u_k zeta^(5^j k).
//
// Tables, in float64: [0, n) twiddles (re, im) level by level; [n, 2n) scratch, zero between calls.

function scratchOf(tables: usize, n: i32): usize {
  return tables + (n << 3);
}

export function initFft(tables: usize, n: i32): void {
  let to = tables;
  for (let half: i32 = 1; half <= n >> 2; half <<= 1) {
    // Butterfly j of a level of length 2 half: zeta_(8 half)^(5^j).
    let power: u32 = 1;
    for (let j = 0; j < half; j++, to += 16) {
      rootOfUnity(to, power, 8 * half);
      power = (5 * power) & (8 * half - 1);
    }
  }
  memory.fill(scratchOf(tables, n), 0, n << 3);
}

/** x * w of complex numbers. */
function mulComplex(x: v128, w: v128): v128 {
  const re = v128.shuffle<i64>(w, w, 0, 0);
  const im = f64x2.mul(v128.shuffle<i64>(w, w, 1, 1), f64x2(-1, 1));
  return f64x2.add(f64x2.mul(x, re), f64x2.mul(v128.shuffle<i64>(x, x, 1, 0), im));
}

function conjugate(w: v128): v128 {
  return f64x2.mul(w, f64x2(1, -1));
}

export function coefficientsToSlots(a: usize, tables: usize, n: i32): void {
  const slots = n >> 1;
  const bits: i32 = ctz(slots);
  const scratch = scratchOf(tables, n);
  memory.copy(scratch, a, n << 3);
  for (let i = 0; i < slots; i++) {
    const from = scratch + (bitReverse(i, bits) << 3);
    store<f64>(a + (i << 4), load<f64>(from));
    store<f64>(a + (i << 4), load<f64>(from + (slots << 3)), 8);
  }
  let level = tables;
  for (let half: i32 = 1; half < slots; half <<= 1) {
    for (let block = 0; block < slots; block += 2 * half) {
      for (let j = 0; j < half; j++) {
        const p = a + ((block + j) << 4);
        const r = p + (half << 4);
        const x = v128.load(p);
        const y = mulComplex(v128.load(r), v128.load(level + (j << 4)));
        v128.store(p, f64x2.add(x, y));
        v128.store(r, f64x2.sub(x, y));
      }
    }
    level += half << 4;
  }
  memory.fill(scratch, 0, n << 3);
}

export function slotsToCoefficients(a: usize, tables: usize, n: i32): void {
  const slots = n >> 1;
  const bits: i32 = ctz(slots);
  const scratch = scratchOf(tables, n);
  let level = tables + ((slots - 1) << 4);
  for (let half = slots >> 1; half > 0; half >>= 1) {
    level -= half << 4;
    for (let block = 0; block < slots; block += 2 * half) {
      for (let j = 0; j < half; j++) {
        const p = a + ((block + j) << 4);
        const r = p + (half << 4);
        const x = v128.load(p);
        const y = v128.load(r);
        v128.store(p, f64x2.add(x, y));
        v128.store(r, mulComplex(f64x2.sub(x, y), conjugate(v128.load(level + (j << 4)))));
      }
    }
  }
  memory.copy(scratch, a, n << 3);
  const scale = 1.0 / <f64>slots;
  for (let i = 0; i < slots; i++) {
    const from = scratch + (bitReverse(i, bits) << 4);
    store<f64>(a + (i << 3), load<f64>(from) * scale);
    store<f64>(a + ((slots + i) << 3), load<f64>(from, 8) * scale);
  }
  memory.fill(scratch, 0, n << 3);
}
