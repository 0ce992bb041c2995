// Gentleman-Sande with lazy values: [0, 2q) between levels. The mirror of ntt-forward.ts: the first pass does four levels
// on 16 values in registers, each later one two levels; n^-1 is folded into the last level. 1.15 times as fast as one
// level a pass and a pass for n^-1.
import { mulShoup, mulShoupLazy, pinned, reduceOnce } from "./lanes";
import {
  inverseNLanes,
  inverseNQuotientLanes,
  modInverseN,
  modInverseRootQuotients,
  modInverseRoots,
  modN,
  modQ,
  mulMod,
  qLanes,
  shoupQuotient,
  twoQLanes,
} from "./modulus";
import { inttScalar } from "./ntt-scalar";

/** The first four levels: two on the 4 x 4 transpose of 16 values, two on the values as they lie. */
function firstFourLevels(a: usize, n: i32, w: usize, ws: usize, q: v128, q2: v128): void {
  const blocks = n >> 4;
  let p = a;
  for (let i = blocks; i < 2 * blocks; i++, p += 64) {
    // Transposed, vector k holds value k of four groups of four: values 1, then 2 apart.
    let x0 = v128.load(p);
    let x1 = v128.load(p, 16);
    let x2 = v128.load(p, 32);
    let x3 = v128.load(p, 48);
    let u = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    let v = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    let r = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    let s = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    x0 = v128.shuffle<i64>(u, v, 0, 2);
    x1 = v128.shuffle<i64>(u, v, 1, 3);
    x2 = v128.shuffle<i64>(r, s, 0, 2);
    x3 = v128.shuffle<i64>(r, s, 1, 3);
    u = v128.load(w + (i << 5));
    v = v128.load(w + (i << 5), 16);
    r = v128.load(ws + (i << 5));
    s = v128.load(ws + (i << 5), 16);
    // Reduced inputs: sums stay below 2q.
    let d = i32x4.add(i32x4.sub(x0, x1), q);
    x0 = i32x4.add(x0, x1);
    x1 = mulShoupLazy(d, v128.shuffle<i32>(u, v, 0, 2, 4, 6), v128.shuffle<i32>(r, s, 0, 2, 4, 6), q);
    d = i32x4.add(i32x4.sub(x2, x3), q);
    x2 = i32x4.add(x2, x3);
    x3 = mulShoupLazy(d, v128.shuffle<i32>(u, v, 1, 3, 5, 7), v128.shuffle<i32>(r, s, 1, 3, 5, 7), q);
    let W = v128.load(w + (i << 4));
    let WS = v128.load(ws + (i << 4));
    d = i32x4.add(i32x4.sub(x0, x2), q2);
    x0 = reduceOnce(i32x4.add(x0, x2), q2);
    x2 = mulShoupLazy(d, W, WS, q);
    d = i32x4.add(i32x4.sub(x1, x3), q2);
    x1 = reduceOnce(i32x4.add(x1, x3), q2);
    x3 = mulShoupLazy(d, W, WS, q);
    u = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    v = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    r = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    s = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    x0 = v128.shuffle<i64>(u, v, 0, 2);
    x1 = v128.shuffle<i64>(u, v, 1, 3);
    x2 = v128.shuffle<i64>(r, s, 0, 2);
    x3 = v128.shuffle<i64>(r, s, 1, 3);
    // Values 4, then 8 apart.
    d = i32x4.add(i32x4.sub(x0, x1), q2);
    x0 = reduceOnce(i32x4.add(x0, x1), q2);
    x1 = mulShoupLazy(d, v128.load32_splat(w + (i << 3)), v128.load32_splat(ws + (i << 3)), q);
    d = i32x4.add(i32x4.sub(x2, x3), q2);
    x2 = reduceOnce(i32x4.add(x2, x3), q2);
    x3 = mulShoupLazy(d, v128.load32_splat(w + (i << 3), 4), v128.load32_splat(ws + (i << 3), 4), q);
    W = v128.load32_splat(w + (i << 2));
    WS = v128.load32_splat(ws + (i << 2));
    v128.store(p, reduceOnce(i32x4.add(x0, x2), q2));
    v128.store(p, reduceOnce(i32x4.add(x1, x3), q2), 16);
    v128.store(p, mulShoupLazy(i32x4.add(i32x4.sub(x0, x2), q2), W, WS, q), 32);
    v128.store(p, mulShoupLazy(i32x4.add(i32x4.sub(x1, x3), q2), W, WS, q), 48);
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
      let x = v128.load(p);
      let y = v128.load(p1);
      const x0 = reduceOnce(i32x4.add(x, y), q2);
      const x1 = mulShoupLazy(i32x4.add(i32x4.sub(x, y), q2), W2, WS2, q);
      x = v128.load(p2);
      y = v128.load(p3);
      const x2 = reduceOnce(i32x4.add(x, y), q2);
      const x3 = mulShoupLazy(i32x4.add(i32x4.sub(x, y), q2), W3, WS3, q);
      v128.store(p, reduceOnce(i32x4.add(x0, x2), q2));
      v128.store(p1, reduceOnce(i32x4.add(x1, x3), q2));
      v128.store(p2, mulShoupLazy(i32x4.add(i32x4.sub(x0, x2), q2), W1, WS1, q));
      v128.store(p3, mulShoupLazy(i32x4.add(i32x4.sub(x1, x3), q2), W1, WS1, q));
    }
    p += 3 * step;
  }
}

/** The last level, with n^-1 in both of its factors; results reduced. */
function lastLevel(a: usize, n: i32, m: usize, q: v128, q2: v128): void {
  const root = mulMod(load<u32>(modInverseRoots(m), 4), modInverseN(m), modQ(m));
  const N = inverseNLanes(m);
  const NS = inverseNQuotientLanes(m);
  const W = pinned(root);
  const WS = pinned(shoupQuotient(root, modQ(m)));
  const half: usize = n << 1;
  for (let p = a, end: usize = a + half; p < end; p += 16) {
    const x = v128.load(p);
    const y = v128.load(p + half);
    v128.store(p, mulShoup(i32x4.add(x, y), N, NS, q));
    v128.store(p + half, mulShoup(i32x4.add(i32x4.sub(x, y), q2), W, WS, q));
  }
}

/** The last two levels, for an even number of levels, scaled in the same way. */
function lastTwoLevels(a: usize, n: i32, m: usize, q: v128, q2: v128): void {
  const root = mulMod(load<u32>(modInverseRoots(m), 4), modInverseN(m), modQ(m));
  const N = inverseNLanes(m);
  const NS = inverseNQuotientLanes(m);
  const W1 = pinned(root);
  const WS1 = pinned(shoupQuotient(root, modQ(m)));
  const W2 = v128.load32_splat(modInverseRoots(m), 8);
  const WS2 = v128.load32_splat(modInverseRootQuotients(m), 8);
  const W3 = v128.load32_splat(modInverseRoots(m), 12);
  const WS3 = v128.load32_splat(modInverseRootQuotients(m), 12);
  const quarter: usize = n;
  for (let p = a, end: usize = a + quarter; p < end; p += 16) {
    let x = v128.load(p);
    let y = v128.load(p + quarter);
    const x0 = reduceOnce(i32x4.add(x, y), q2);
    const x1 = mulShoupLazy(i32x4.add(i32x4.sub(x, y), q2), W2, WS2, q);
    x = v128.load(p + 2 * quarter);
    y = v128.load(p + 3 * quarter);
    const x2 = reduceOnce(i32x4.add(x, y), q2);
    const x3 = mulShoupLazy(i32x4.add(i32x4.sub(x, y), q2), W3, WS3, q);
    v128.store(p, mulShoup(i32x4.add(x0, x2), N, NS, q));
    v128.store(p + quarter, mulShoup(i32x4.add(x1, x3), N, NS, q));
    v128.store(p + 2 * quarter, mulShoup(i32x4.add(i32x4.sub(x0, x2), q2), W1, WS1, q));
    v128.store(p + 3 * quarter, mulShoup(i32x4.add(i32x4.sub(x1, x3), q2), W1, WS1, q));
  }
}

export function intt(a: usize, m: usize): void {
  const n = modN(m);
  if (n < 32) {
    inttScalar(a, m);
    return;
  }
  const w = modInverseRoots(m);
  const ws = modInverseRootQuotients(m);
  const q = qLanes(m);
  const q2 = twoQLanes(m);
  firstFourLevels(a, n, w, ws, q, q2);
  let blocks = n >> 6;
  for (; blocks > 1; blocks >>= 2) twoLevels(a, blocks, n / blocks, w, ws, q, q2);
  if (blocks === 1) lastTwoLevels(a, n, m, q, q2);
  else lastLevel(a, n, m, q, q2);
}
