// Ring degree 8 alone: too short for the passes on 16 values.
import {
  modInverseN,
  modInverseRootQuotients,
  modInverseRoots,
  modN,
  modQ,
  modRootQuotients,
  modRoots,
  mulMod,
} from "./modulus";

function mulShoupScalar(y: u32, w: u32, quotient: u32, q: u32): u32 {
  const r = w * y - <u32>((<u64>quotient * <u64>y) >> 32) * q;
  return min(r, r - q);
}

export function nttScalar(a: usize, m: usize): void {
  const n = modN(m);
  const q = modQ(m);
  for (let blocks = 1, t = n >> 1; t > 0; blocks <<= 1, t >>= 1) {
    for (let i = 0; i < n >> 1; i++) {
      const block = i / t;
      const p = a + ((i + block * t) << 2);
      const at: usize = (blocks + block) << 2;
      const x = load<u32>(p);
      const T = mulShoupScalar(
        load<u32>(p + (t << 2)),
        load<u32>(modRoots(m) + at),
        load<u32>(modRootQuotients(m) + at),
        q,
      );
      store<u32>(p, min(x + T, x + T - q));
      store<u32>(p + (t << 2), min(x - T, x - T + q));
    }
  }
}

export function inttScalar(a: usize, m: usize): void {
  const n = modN(m);
  const q = modQ(m);
  for (let blocks = n >> 1, t = 1; t < n; blocks >>= 1, t <<= 1) {
    for (let i = 0; i < n >> 1; i++) {
      const block = i / t;
      const p = a + ((i + block * t) << 2);
      const at: usize = (blocks + block) << 2;
      const x = load<u32>(p);
      const y = load<u32>(p + (t << 2));
      const w = load<u32>(modInverseRoots(m) + at);
      store<u32>(p, min(x + y, x + y - q));
      store<u32>(p + (t << 2), mulShoupScalar(x - y + q, w, load<u32>(modInverseRootQuotients(m) + at), q));
    }
  }
  for (let p = a, end: usize = a + (n << 2); p < end; p += 4) store<u32>(p, mulMod(load<u32>(p), modInverseN(m), q));
}
