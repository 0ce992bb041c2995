/**
 * Keeps evenly spaced elements of a sequence of any length in bounded memory: every one at first; whenever `limit` are kept,
 * every second of them goes, and from then on every second of what follows. The same sequence gives the same sample.
 * @param limit - most elements that are kept, even
 */
export async function sampleEvenly<T>(
  elements: AsyncIterable<T>,
  limit: number,
): Promise<{ readonly sample: readonly T[]; readonly seen: number }> {
  let sample: T[] = [];
  let stride = 1;
  let seen = 0;
  for await (const element of elements) {
    if (seen++ % stride !== 0) continue;
    if (sample.length === limit) {
      sample = sample.filter((_, i) => i % 2 === 0);
      stride *= 2;
      if ((seen - 1) % stride !== 0) continue;
    }
    sample.push(element);
  }
  return { sample, seen };
}
