import { describe, expect, it } from "vitest";
import { brainFloat, halfFloat, safeInteger } from "./number-formats.ts";

describe("number formats", () => {
  // IEEE 754-2019, binary16: one, the largest, the smallest normal, the smallest subnormal, a third, infinities.
  it.each([
    [0x3c00, 1],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0xc000, -2],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])("binary16 %i", (bits, value) => {
    expect(halfFloat(bits)).toBe(value);
  });

  it("bfloat16 is the upper half of a binary32", () => {
    expect([0x3f80, 0xc000, 0x7f80, 0x3eab].map(brainFloat)).toEqual([1, -2, Number.POSITIVE_INFINITY, 0.333984375]);
  });

  it("64-bit integers are exact, or stand for the end of an axis, or are refused", () => {
    expect(safeInteger(-(2n ** 53n) + 1n)).toBe(-(2 ** 53) + 1);
    expect(safeInteger(2n ** 63n - 1n)).toBe(2 ** 63);
    expect(() => safeInteger(2n ** 53n + 1n)).toThrow(expect.objectContaining({ code: "TENSOR_INVALID" }));
  });
});
