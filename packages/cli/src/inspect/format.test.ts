import fc from "fast-check";
import { expect, it } from "vitest";
import { byteSize, counted, decimal, duration, interval } from "./format.ts";

it.each([
  [0, "0"],
  [0.004, "0.004"],
  [0.00012345, "1.2e-4"],
  [12.3456, "12.3"],
  [-2.5, "-2.5"],
  [1234.5, "1,230"],
  [13_215, "13,200"],
  [999.9, "1,000"],
  [2_345_678, "2.3e+6"],
])("decimal(%d) is %s", (value, text) => {
  expect(decimal(value)).toBe(text);
});

it("keeps two or three digits of any number", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
      const read = Number(decimal(value).replaceAll(",", ""));
      expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 0.06);
      expect(decimal(value).length).toBeLessThanOrEqual(9);
    }),
  );
});

it("says sizes, times, intervals and counts in their units", () => {
  expect([512, 21_248, 1_677_952].map(byteSize)).toEqual(["512 bytes", "20.8 KiB", "1.6 MiB"]);
  expect([0.0558, 199.4, 1800].map(duration)).toEqual(["0.0558 µs", "199 µs", "1.8 ms"]);
  expect(interval([-0.5, 1234])).toBe("-0.5 to 1,230");
  expect([counted(1, "row"), counted(2048, "row")]).toEqual(["1 row", "2,048 rows"]);
});
