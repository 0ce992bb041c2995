import fc from "fast-check";
import { expect, it } from "vitest";
import { ticks } from "./ticks.ts";

it("marks round numbers", () => {
  expect(ticks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks(-0.33, 0.41, 4)).toEqual([-0.2, 0, 0.2, 0.4]);
  expect(ticks(3, 3, 4)).toEqual([3]);
});

it("stays within the ends and never marks many more than asked, whatever the ends", () => {
  const end = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(
      end,
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 9 }),
      (low, width, count) => {
        fc.pre(low + width > low + 1e-6 * Math.abs(low));
        const marks = ticks(low, low + width, count);
        expect(marks.length).toBeLessThanOrEqual(count + 1);
        for (const mark of marks) {
          expect(mark).toBeGreaterThanOrEqual(low - width * 1e-3);
          expect(mark).toBeLessThanOrEqual(low + width * 1.001);
        }
      },
    ),
  );
});
