import { expect, it } from "vitest";
import { median } from "./median.ts";

it("is the middle, or the mean of the two in the middle, in any order", () => {
  expect(median([3])).toBe(3);
  expect(median([10, 1, 2])).toBe(2);
  expect(median([10, 9, 100, 1])).toBe(9.5);
});
