import type { Context } from "@velum/ckks";

/** Whether the words stand one after the other anywhere in the kernels' memory. */
export function holds(context: Context, words: Uint32Array): boolean {
  const memory = context.ring.engine.u32;
  for (let at = memory.indexOf(words[0]!); at >= 0; at = memory.indexOf(words[0]!, at + 1)) {
    if (words.every((word, i) => memory[at + i] === word)) return true;
  }
  return false;
}
