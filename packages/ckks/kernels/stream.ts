import { chacha20 } from "./chacha20";

/** Room for the largest piece of key stream that a sampler draws at once: 64 blocks. */
export const STREAM_BLOCKS = 64;

/** Key stream of the samplers, and 16 bytes that wide loads may touch. Secret: a sampler clears what it drew. */
export const stream: usize = memory.data(4112, 16);
const zeroNonce = memory.data(16, 16);

/** Draws `blocks` blocks from `counter` into `stream`, nonce zero. */
export function drawStream(key: usize, counter: u32, blocks: i32): void {
  chacha20(stream, key, zeroNonce, counter, blocks);
}

export function clearStream(): void {
  memory.fill(stream, 0, STREAM_BLOCKS << 6);
}
