import fc from "fast-check";
import { expect, it } from "vitest";
import { sampleEvenly } from "./sample-rows.ts";

async function* count(length: number): AsyncGenerator<number> {
  for (let i = 0; i < length; i++) yield i;
}

it("keeps evenly spaced elements from first to last, at least half of what it may", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 3000 }), fc.integer({ min: 1, max: 40 }), async (length, half) => {
      const { sample, seen } = await sampleEvenly(count(length), 2 * half);
      expect(seen).toBe(length);
      expect(sample.length).toBeLessThanOrEqual(2 * half);
      expect(sample.length).toBeGreaterThanOrEqual(Math.min(length, half));
      const stride = sample.length < 2 ? 1 : sample[1]! - sample[0]!;
      expect(sample).toEqual(Array.from({ length: Math.ceil(length / stride) }, (_, i) => i * stride));
    }),
    { numRuns: 60 },
  );
});
