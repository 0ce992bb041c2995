import { mulShoupLazy, pinned, reduceOnce } from "./lanes";
import {
  modQ,
  oneQuotientLanes,
  qLanes,
  r32Lanes,
  r32QuotientLanes,
  r64Lanes,
  shoupQuotient,
  twoQLanes,
} from "./modulus";
import { clearStream, drawStream, stream } from "./stream";

/** Values drawn at once: a multiple of 16, so that a draw is a whole number of blocks for every count of words a value. */
const VALUES = 128;

/** The low `bits` bits; none below 0, all above 31. */
function maskOf(bits: i32): u32 {
  return <u32>(((<u64>1) << max(0, min(bits, 32))) - 1);
}

export function sampleWide(
  out: usize,
  key: usize,
  n: i32,
  bits: i32,
  stepLow: u32,
  stepMiddle: u32,
  stepHigh: u32,
): void {
  const valueBytes: usize = 4 + (((bits + 31) >> 5) << 2);
  const blocks = <i32>(valueBytes * VALUES) >> 6;
  // Words that a value does not have are masked away, so that all values take one way.
  const low = maskOf(bits);
  const middle = maskOf(bits - 32);
  const top = maskOf(bits - 64);
  const lowCentre: i64 = bits > 32 ? 0 : (<i64>1) << (bits - 1);
  const highCentre: i64 = bits > 32 ? (<i64>1) << (bits - 33) : 0;
  const lowStep = <i64>stepLow;
  const highStep = <i64>stepMiddle + ((<i64>stepHigh) << 32);
  let counter: u32 = 0;
  for (let done = 0; done < n; done += VALUES, counter += blocks) {
    drawStream(key, counter, blocks);
    let from = stream;
    const end = min(n, done + VALUES);
    for (let i = done; i < end; i++, from += valueBytes) {
      const coins: i64 = <i64>popcnt<u32>(load<u32>(from)) - 16;
      const high = <i64>(load<u32>(from, 8) & middle) + ((<i64>(load<u32>(from, 12) & top)) << 32);
      store<i64>(out + (i << 4), high + coins * highStep - highCentre);
      store<i64>(out + (i << 4), <i64>(load<u32>(from, 4) & low) + coins * lowStep - lowCentre, 8);
    }
  }
  clearStream();
}

export function wideToResidues(out: usize, pairs: usize, n: i32, m: usize): void {
  const q = modQ(m);
  const r64 = load<u32>(m, 24);
  const Q = qLanes(m);
  const Q2 = twoQLanes(m);
  const sign = pinned(0x80000000);
  const R32 = r32Lanes(m);
  const R32S = r32QuotientLanes(m);
  const R64 = r64Lanes(m);
  const R64S = pinned(shoupQuotient(r64, q));
  const one = pinned(1);
  const oneS = oneQuotientLanes(m);
  // The top words are signed: 2^31 is added to them, and 2^31 2^64 taken away here.
  const offset = pinned(q - <u32>(((<u64>r64) << 31) % q));
  for (let i: usize = 0, end: usize = n << 2; i < end; i += 16) {
    const p = pairs + 4 * i;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const low01 = v128.shuffle<i64>(a, b, 1, 3);
    const low23 = v128.shuffle<i64>(c, d, 1, 3);
    const high01 = i64x2.add(v128.shuffle<i64>(a, b, 0, 2), i64x2.shr_s(low01, 32));
    const high23 = i64x2.add(v128.shuffle<i64>(c, d, 0, 2), i64x2.shr_s(low23, 32));
    const low = v128.shuffle<i32>(low01, low23, 0, 2, 4, 6);
    const middle = v128.shuffle<i32>(high01, high23, 0, 2, 4, 6);
    const top = v128.xor(v128.shuffle<i32>(high01, high23, 1, 3, 5, 7), sign);
    const x = reduceOnce(i32x4.add(mulShoupLazy(middle, R32, R32S, Q), mulShoupLazy(low, one, oneS, Q)), Q2);
    const y = reduceOnce(i32x4.add(mulShoupLazy(top, R64, R64S, Q), offset), Q2);
    v128.store(out + i, reduceOnce(reduceOnce(i32x4.add(x, y), Q2), Q));
  }
}
