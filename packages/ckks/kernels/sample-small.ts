import { mulHigh, pinned } from "./lanes";
import { clearStream, drawStream, stream } from "./stream";

// Branch-free: loops count values, no lane decides anything (finding C9).
const BLOCKS = 64;

export function sampleTernary(out: usize, key: usize, n: i32): void {
  const three = pinned(3);
  const one = pinned(1);
  const step: usize = BLOCKS << 6;
  const bytes: usize = n << 2;
  let counter: u32 = 0;
  for (let done: usize = 0; done < bytes; done += step, counter += BLOCKS) {
    const here = min(step, bytes - done);
    drawStream(key, counter, BLOCKS);
    for (let i: usize = 0; i < here; i += 16) {
      v128.store(out + done + i, i32x4.sub(mulHigh(v128.load(stream + i), three), one));
    }
  }
  clearStream();
}

/** Number of ones among the low 21 bits of each lane. */
function popcount21(x: v128, mask: v128): v128 {
  const bytes = i8x16.popcnt(v128.and(x, mask));
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
}

export function sampleBinomial(out: usize, key: usize, n: i32): void {
  const mask = pinned(0x1fffff);
  const step: usize = BLOCKS << 5;
  const bytes: usize = n << 2;
  let counter: u32 = 0;
  for (let done: usize = 0; done < bytes; done += step, counter += BLOCKS) {
    const here = min(step, bytes - done);
    drawStream(key, counter, BLOCKS);
    for (let i: usize = 0; i < here; i += 16) {
      const first = popcount21(v128.load(stream + 2 * i), mask);
      const second = popcount21(v128.load(stream + 2 * i, 16), mask);
      const plus = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
      const minus = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
      v128.store(out + done + i, i32x4.sub(plus, minus));
    }
  }
  clearStream();
}
