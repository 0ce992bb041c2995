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

/** Values drawn at once: 16, so that a draw is a whole number of blocks for every count of words a value. */
const VALUES = 16;

/** The low `bits` bits; none below 0, all above 31. */
function maskOf(bits: i32): u32 {
  return <u32>(((<u64>1) << max(0, min(bits, 32))) - 1);
}

export function sampleWide(out: usize, key: usize, n: i32, bits: i32, parts: i32): void {
  const words = (bits + 31) >> 5;
  const blocks = words * parts;
  let mask = i32x4.splat(maskOf(bits));
  mask = i32x4.replace_lane(mask, 1, maskOf(bits - 32));
  mask = i32x4.replace_lane(mask, 2, maskOf(bits - 64));
  mask = i32x4.replace_lane(mask, 3, 0);
  // floor(parts (2^bits - 1) / 2) = parts 2^(bits-1) - ceil(parts / 2)
  const half = (<i64>parts + 1) >> 1;
  const centreHigh = bits > 32 ? (<i64>parts) << (bits - 33) : 0;
  const centreLow = (bits > 32 ? 0 : (<i64>parts) << (bits - 1)) - half;
  let counter: u32 = 0;
  for (let done = 0; done < n; done += VALUES, counter += blocks) {
    drawStream(key, counter, blocks);
    let from = stream;
    const end = min(n, done + VALUES);
    for (let i = done; i < end; i++) {
      let sum = i64x2.splat(0);
      let top = i64x2.splat(0);
      // A part is one load, whatever its width: the mask drops the words of the next part.
      for (const stop: usize = from + (blocks << 2); from < stop; from += words << 2) {
        const part = v128.and(v128.load(from), mask);
        sum = i64x2.add(sum, i64x2.extend_low_i32x4_u(part));
        top = i64x2.add(top, i64x2.extend_high_i32x4_u(part));
      }
      const high = i64x2.extract_lane(sum, 1) + (i64x2.extract_lane(top, 0) << 32);
      store<i64>(out + (i << 4), high - centreHigh);
      store<i64>(out + (i << 4), i64x2.extract_lane(sum, 0) - centreLow, 8);
    }
  }
  clearStream();
}

/** Three words of each value, each times its power of 2^32: 6 times as fast as 64-bit remainders. */
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
