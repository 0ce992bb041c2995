import { mulShoupLazy, reduceOnce } from "./lanes";
import { modN, modQ, modRootQuotients, modRoots } from "./modulus";

/** Cooley-Tukey, values in [0, 4q) between levels. Harvey, arXiv 1205.2926. */
export function ntt(a: usize, m: usize): void {
  const n = modN(m);
  const w = modRoots(m);
  const ws = modRootQuotients(m);
  const q = i32x4.splat(modQ(m));
  const q2 = i32x4.splat(2 * modQ(m));
  let t = n;
  let blocks = 1;
  for (; t > 8; blocks <<= 1) {
    t >>= 1;
    for (let i = 0; i < blocks; i++) {
      const W = v128.load32_splat(w + ((blocks + i) << 2));
      const WS = v128.load32_splat(ws + ((blocks + i) << 2));
      let p: usize = a + ((2 * i * t) << 2);
      let r: usize = p + (t << 2);
      const end = r;
      for (; p < end; p += 16, r += 16) {
        const x = reduceOnce(v128.load(p), q2);
        const T = mulShoupLazy(v128.load(r), W, WS, q);
        v128.store(p, i32x4.add(x, T));
        v128.store(r, i32x4.add(i32x4.sub(x, T), q2));
      }
    }
  }
  for (let i = 0; i < blocks; i++) {
    const p: usize = a + (i << 5);
    // t = 4
    let W = v128.load32_splat(w + ((blocks + i) << 2));
    let WS = v128.load32_splat(ws + ((blocks + i) << 2));
    let x = reduceOnce(v128.load(p), q2);
    let T = mulShoupLazy(v128.load(p, 16), W, WS, q);
    let y = i32x4.add(i32x4.sub(x, T), q2);
    x = i32x4.add(x, T);
    // t = 2
    let u = reduceOnce(v128.shuffle<i32>(x, y, 0, 1, 4, 5), q2);
    let v = v128.shuffle<i32>(x, y, 2, 3, 6, 7);
    W = v128.load64_splat(w + ((2 * blocks + 2 * i) << 2));
    WS = v128.load64_splat(ws + ((2 * blocks + 2 * i) << 2));
    W = v128.shuffle<i32>(W, W, 0, 0, 1, 1);
    WS = v128.shuffle<i32>(WS, WS, 0, 0, 1, 1);
    T = mulShoupLazy(v, W, WS, q);
    v = i32x4.add(i32x4.sub(u, T), q2);
    u = i32x4.add(u, T);
    // t = 1
    x = reduceOnce(v128.shuffle<i32>(u, v, 0, 4, 2, 6), q2);
    y = v128.shuffle<i32>(u, v, 1, 5, 3, 7);
    W = v128.load(w + ((4 * blocks + 4 * i) << 2));
    WS = v128.load(ws + ((4 * blocks + 4 * i) << 2));
    T = mulShoupLazy(y, W, WS, q);
    y = i32x4.add(i32x4.sub(x, T), q2);
    x = i32x4.add(x, T);
    x = reduceOnce(reduceOnce(x, q2), q);
    y = reduceOnce(reduceOnce(y, q2), q);
    v128.store(p, v128.shuffle<i32>(x, y, 0, 4, 1, 5));
    v128.store(p, v128.shuffle<i32>(x, y, 2, 6, 3, 7), 16);
  }
}
