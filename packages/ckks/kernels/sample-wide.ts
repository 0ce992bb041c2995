import { modQ, modR32, mulMod } from "./modulus";
import { clearStream, drawStream, stream } from "./stream";

/** Values drawn at once: 16, so that a draw is a whole number of blocks for every count of words a value. */
const VALUES = 16;

function maskOf(bits: i32): u64 {
  return ((<u64>1) << max(0, min(bits, 32))) - 1;
}

export function sampleWide(out: usize, key: usize, n: i32, bits: i32, parts: i32): void {
  const words = (bits + 31) >> 5;
  const blocks = words * parts;
  const mask0 = maskOf(bits);
  const mask1 = maskOf(bits - 32);
  const mask2 = maskOf(bits - 64);
  // Words that do not exist are read from the last one that does, under an empty mask.
  const second: usize = min(1, words - 1) << 2;
  const third: usize = min(2, words - 1) << 2;
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
      let low: i64 = 0;
      let high: i64 = 0;
      for (let part = 0; part < parts; part++, from += words << 2) {
        low += load<u32>(from) & mask0;
        high += (load<u32>(from + second) & mask1) + ((load<u32>(from + third) & mask2) << 32);
      }
      store<i64>(out + (i << 4), high - centreHigh);
      store<i64>(out + (i << 4), low - centreLow, 8);
    }
  }
  clearStream();
}

/** Any signed 64-bit x mod q. */
function signedMod(x: i64, q: i64): u32 {
  const r = x % q;
  return <u32>(r + (q & (r >> 63)));
}

export function wideToResidues(out: usize, pairs: usize, n: i32, m: usize): void {
  const q = modQ(m);
  const r32 = modR32(m);
  for (let i = 0; i < n; i++) {
    const high = signedMod(load<i64>(pairs + (i << 4)), q);
    const low = signedMod(load<i64>(pairs + (i << 4), 8), q);
    store<u32>(out + (i << 2), <u32>((<u64>mulMod(high, r32, q) + low) % q));
  }
}
