import { drawStream, stream } from "./stream";

const BLOCKS = 64;

export function sampleUniform(out: usize, key: usize, n: i32, q: u32): void {
  const mask: u32 = 0xffffffff >> clz(q);
  const end: usize = out + (n << 2);
  let to = out;
  for (let counter: u32 = 0; to < end; counter += BLOCKS) {
    drawStream(key, counter, BLOCKS);
    for (let from = stream, last = stream + (BLOCKS << 6); from < last && to < end; from += 4) {
      const x = load<u32>(from) & mask;
      if (x < q) {
        store<u32>(to, x);
        to += 4;
      }
    }
  }
}
