import { mulShoup, mulShoupLazy, reduceOnce } from "./lanes";
import { modInverseN, modInverseRootQuotients, modInverseRoots, modN, modQ, shoupQuotient } from "./modulus";

/** Gentleman-Sande, values in [0, 2q) between levels. */
export function intt(a: usize, m: usize): void {
  const n = modN(m);
  const w = modInverseRoots(m);
  const ws = modInverseRootQuotients(m);
  const q = i32x4.splat(modQ(m));
  const q2 = i32x4.splat(2 * modQ(m));
  let blocks = n >> 3;
  for (let i = 0; i < blocks; i++) {
    const p: usize = a + (i << 5);
    let x = v128.load(p);
    let y = v128.load(p, 16);
    // t = 1
    let u = v128.shuffle<i32>(x, y, 0, 2, 4, 6);
    let v = v128.shuffle<i32>(x, y, 1, 3, 5, 7);
    let W = v128.load(w + ((4 * blocks + 4 * i) << 2));
    let WS = v128.load(ws + ((4 * blocks + 4 * i) << 2));
    x = reduceOnce(i32x4.add(u, v), q2);
    y = mulShoupLazy(i32x4.add(i32x4.sub(u, v), q2), W, WS, q);
    // t = 2
    u = v128.shuffle<i32>(x, y, 0, 4, 2, 6);
    v = v128.shuffle<i32>(x, y, 1, 5, 3, 7);
    W = v128.load64_splat(w + ((2 * blocks + 2 * i) << 2));
    WS = v128.load64_splat(ws + ((2 * blocks + 2 * i) << 2));
    W = v128.shuffle<i32>(W, W, 0, 0, 1, 1);
    WS = v128.shuffle<i32>(WS, WS, 0, 0, 1, 1);
    x = reduceOnce(i32x4.add(u, v), q2);
    y = mulShoupLazy(i32x4.add(i32x4.sub(u, v), q2), W, WS, q);
    // t = 4
    u = v128.shuffle<i32>(x, y, 0, 1, 4, 5);
    v = v128.shuffle<i32>(x, y, 2, 3, 6, 7);
    W = v128.load32_splat(w + ((blocks + i) << 2));
    WS = v128.load32_splat(ws + ((blocks + i) << 2));
    x = reduceOnce(i32x4.add(u, v), q2);
    y = mulShoupLazy(i32x4.add(i32x4.sub(u, v), q2), W, WS, q);
    v128.store(p, x);
    v128.store(p, y, 16);
  }
  for (let t = 8; t < n; t <<= 1) {
    blocks >>= 1;
    for (let i = 0; i < blocks; i++) {
      const W = v128.load32_splat(w + ((blocks + i) << 2));
      const WS = v128.load32_splat(ws + ((blocks + i) << 2));
      let p: usize = a + ((2 * i * t) << 2);
      let r: usize = p + (t << 2);
      const end = r;
      for (; p < end; p += 16, r += 16) {
        const x = v128.load(p);
        const y = v128.load(r);
        v128.store(p, reduceOnce(i32x4.add(x, y), q2));
        v128.store(r, mulShoupLazy(i32x4.add(i32x4.sub(x, y), q2), W, WS, q));
      }
    }
  }
  const scale = i32x4.splat(modInverseN(m));
  const scaleQuotient = i32x4.splat(shoupQuotient(modInverseN(m), modQ(m)));
  for (let p = a, end: usize = a + (n << 2); p < end; p += 16) {
    v128.store(p, mulShoup(v128.load(p), scale, scaleQuotient, q));
  }
}
