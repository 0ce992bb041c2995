import fc from "fast-check";
import { expect, test } from "vitest";
import { createUploadQuota } from "./upload-quota.ts";

test("whoever waits as long as told gets in, and no one gets more than two minutes' worth in one", () => {
  const uploads = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 1000 }), pause: fc.nat({ max: 90_000 }) }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(uploads, (list) => {
      let time = 0;
      const quota = createUploadQuota(1000, () => time);
      const taken: [number, number][] = [];
      for (const { bytes, pause } of list) {
        time += pause;
        time += Math.ceil(quota.wait("a", bytes));
        // Rounding of a clock in whole milliseconds.
        expect(quota.wait("a", bytes)).toBeLessThan(1e-6);
        quota.charge("a", bytes);
        taken.push([time, bytes]);
        const minute = taken.filter(([at]) => at > time - 60_000).reduce((sum, [, count]) => sum + count, 0);
        expect(minute).toBeLessThanOrEqual(2000);
      }
    }),
  );
});

test("callers are counted apart, and ten thousand of them are remembered", () => {
  const quota = createUploadQuota(1000, () => 0);
  quota.charge("first", 1000);
  expect(quota.wait("first", 500)).toBe(30_000);
  expect(quota.wait("second", 1000)).toBe(0);
  for (let i = 0; i < 9_999; i++) quota.charge(`caller ${i}`, 1);
  expect(quota.wait("first", 500)).toBe(30_000);
  quota.charge("one more", 1);
  expect(quota.wait("first", 500)).toBe(0);
});
