// Cooley-Tukey with lazy values: [0, 4q) between levels. Harvey, arXiv 1205.2926.
//
// A pass does two levels for each load and store, the last one four on 16 values in registers: 1.06 times as fast as one
// level a pass. What is left is arithmetic: 17 to 18 vector operations for four butterflies, at three a cycle, are 85 %
// of the time; 5 of them move operands of the 64-bit products, which WebAssembly has in no other form.
import { mulShoupLazy, reduceOnce, wrapOnce } from "./lanes";
import { modLogN, modN, modRootQuotients, modRoots, qLanes, twoQLanes } from "./modulus";
import { nttScalar } from "./ntt-scalar";

/** The first level, for an odd number of levels: reduced values need no correction. */
function firstLevel(a: usize, n: i32, w: usize, ws: usize, q: v128, q2: v128): void {
  const W = v128.load32_splat(w, 4);
  const WS = v128.load32_splat(ws, 4);
  const half: usize = n << 1;
  for (let p = a, end: usize = a + half; p < end; p += 16) {
    const x = v128.load(p);
    const T = mulShoupLazy(v128.load(p + half), W, WS, q);
    v128.store(p, i32x4.add(x, T));
    v128.store(p + half, i32x4.add(i32x4.sub(x, T), q2));
  }
}

/** Two levels: `blocks` blocks of four quarters of `step` bytes. */
function twoLevels(a: usize, blocks: i32, step: usize, w: usize, ws: usize, q: v128, q2: v128): void {
  let p = a;
  for (let i = blocks; i < 2 * blocks; i++) {
    const W1 = v128.load32_splat(w + (i << 2));
    const WS1 = v128.load32_splat(ws + (i << 2));
    const W2 = v128.load32_splat(w + (i << 3));
    const WS2 = v128.load32_splat(ws + (i << 3));
    const W3 = v128.load32_splat(w + (i << 3), 4);
    const WS3 = v128.load32_splat(ws + (i << 3), 4);
    for (const end: usize = p + step; p < end; p += 16) {
      const p1 = p + step;
      const p2 = p1 + step;
      const p3 = p2 + step;
      let x = reduceOnce(v128.load(p), q2);
      let T = mulShoupLazy(v128.load(p2), W1, WS1, q);
      const x0 = i32x4.add(x, T);
      const x2 = wrapOnce(i32x4.sub(x, T), q2);
      x = reduceOnce(v128.load(p1), q2);
      T = mulShoupLazy(v128.load(p3), W1, WS1, q);
      const x1 = i32x4.add(x, T);
      const x3 = i32x4.add(i32x4.sub(x, T), q2);
      x = reduceOnce(x0, q2);
      T = mulShoupLazy(x1, W2, WS2, q);
      v128.store(p, i32x4.add(x, T));
      v128.store(p1, i32x4.add(i32x4.sub(x, T), q2));
      T = mulShoupLazy(x3, W3, WS3, q);
      v128.store(p2, i32x4.add(x2, T));
      v128.store(p3, i32x4.add(i32x4.sub(x2, T), q2));
    }
    p += 3 * step;
  }
}

/** The last four levels: two on 16 values as they lie, two on their 4 x 4 transpose; results reduced. */
function lastFourLevels(a: usize, n: i32, w: usize, ws: usize, q: v128, q2: v128): void {
  const blocks = n >> 4;
  let p = a;
  for (let i = blocks; i < 2 * blocks; i++, p += 64) {
    // Values 8, then 4 apart.
    let W = v128.load32_splat(w + (i << 2));
    let WS = v128.load32_splat(ws + (i << 2));
    let x = reduceOnce(v128.load(p), q2);
    let T = mulShoupLazy(v128.load(p, 32), W, WS, q);
    let x0 = i32x4.add(x, T);
    let x2 = wrapOnce(i32x4.sub(x, T), q2);
    x = reduceOnce(v128.load(p, 16), q2);
    T = mulShoupLazy(v128.load(p, 48), W, WS, q);
    let x1 = i32x4.add(x, T);
    let x3 = i32x4.add(i32x4.sub(x, T), q2);
    x = reduceOnce(x0, q2);
    T = mulShoupLazy(x1, v128.load32_splat(w + (i << 3)), v128.load32_splat(ws + (i << 3)), q);
    x0 = i32x4.add(x, T);
    x1 = i32x4.add(i32x4.sub(x, T), q2);
    T = mulShoupLazy(x3, v128.load32_splat(w + (i << 3), 4), v128.load32_splat(ws + (i << 3), 4), q);
    x3 = i32x4.add(i32x4.sub(x2, T), q2);
    x2 = i32x4.add(x2, T);
    // Transposed, vector k holds value k of four groups of four: values 2, then 1 apart.
    let u = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    let v = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    let r = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    let s = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    x0 = v128.shuffle<i64>(u, v, 0, 2);
    x1 = v128.shuffle<i64>(u, v, 1, 3);
    x2 = v128.shuffle<i64>(r, s, 0, 2);
    x3 = v128.shuffle<i64>(r, s, 1, 3);
    W = v128.load(w + (i << 4));
    WS = v128.load(ws + (i << 4));
    x = reduceOnce(x0, q2);
    T = mulShoupLazy(x2, W, WS, q);
    x0 = i32x4.add(x, T);
    x2 = wrapOnce(i32x4.sub(x, T), q2);
    x = reduceOnce(x1, q2);
    T = mulShoupLazy(x3, W, WS, q);
    x1 = i32x4.add(x, T);
    x3 = i32x4.add(i32x4.sub(x, T), q2);
    u = v128.load(w + (i << 5));
    v = v128.load(w + (i << 5), 16);
    r = v128.load(ws + (i << 5));
    s = v128.load(ws + (i << 5), 16);
    x = reduceOnce(x0, q2);
    T = mulShoupLazy(x1, v128.shuffle<i32>(u, v, 0, 2, 4, 6), v128.shuffle<i32>(r, s, 0, 2, 4, 6), q);
    x0 = reduceOnce(reduceOnce(i32x4.add(x, T), q2), q);
    x1 = reduceOnce(wrapOnce(i32x4.sub(x, T), q2), q);
    T = mulShoupLazy(x3, v128.shuffle<i32>(u, v, 1, 3, 5, 7), v128.shuffle<i32>(r, s, 1, 3, 5, 7), q);
    x3 = reduceOnce(wrapOnce(i32x4.sub(x2, T), q2), q);
    x2 = reduceOnce(reduceOnce(i32x4.add(x2, T), q2), q);
    u = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    v = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    r = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    s = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    v128.store(p, v128.shuffle<i64>(u, v, 0, 2));
    v128.store(p, v128.shuffle<i64>(u, v, 1, 3), 16);
    v128.store(p, v128.shuffle<i64>(r, s, 0, 2), 32);
    v128.store(p, v128.shuffle<i64>(r, s, 1, 3), 48);
  }
}

export function ntt(a: usize, m: usize): void {
  const n = modN(m);
  if (n < 16) {
    nttScalar(a, m);
    return;
  }
  const w = modRoots(m);
  const ws = modRootQuotients(m);
  const q = qLanes(m);
  const q2 = twoQLanes(m);
  let blocks = 1;
  if (modLogN(m) & 1) {
    firstLevel(a, n, w, ws, q, q2);
    blocks = 2;
  }
  for (; blocks << 4 < n; blocks <<= 2) twoLevels(a, blocks, n / blocks, w, ws, q, q2);
  lastFourLevels(a, n, w, ws, q, q2);
}
