import { pinned } from "./lanes";
import { drawStream, stream } from "./stream";

/** Blocks drawn at once. */
const BLOCKS = 64;

/** For each set of taken lanes, the bytes that move them to the front. */
const frontOf: usize = memory.data(256, 16);

function fillFrontOf(): void {
  for (let set = 0; set < 16; set++) {
    let to = frontOf + (set << 4);
    for (let lane = 0; lane < 4; lane++) {
      store<u32>(to, 0x03020100 + 0x04040404 * lane);
      to += ((set >> lane) & 1) << 2;
    }
  }
}

/**
 * Rejection on four words at once: the taken ones are moved to the front and stored, the next store overwrites the rest.
 * No branch depends on a word, so there is nothing to mispredict: with ChaCha20, 1.7 times as fast as a branch a word for
 * primes that take nearly every word, 2.6 times for those that take every second.
 */
export function sampleUniform(out: usize, key: usize, n: i32, q: u32): void {
  fillFrontOf();
  const mask: u32 = 0xffffffff >> clz(q);
  const M = pinned(mask);
  const Q = pinned(q);
  const last: usize = stream + (BLOCKS << 6);
  const end: usize = out + (n << 2);
  let to = out;
  for (let counter: u32 = 0; to < end; counter += BLOCKS) {
    drawStream(key, counter, BLOCKS);
    let from = stream;
    // A store of four words must fit.
    for (; from < last && to + 16 <= end; from += 16) {
      const x = v128.and(v128.load(from), M);
      const taken = i32x4.bitmask(i32x4.lt_u(x, Q));
      v128.store(to, i8x16.swizzle(x, v128.load(frontOf + (taken << 4))));
      to += popcnt(taken) << 2;
    }
    for (; from < last && to < end; from += 4) {
      const x = load<u32>(from) & mask;
      store<u32>(to, x);
      to += usize(x < q) << 2;
    }
  }
}
