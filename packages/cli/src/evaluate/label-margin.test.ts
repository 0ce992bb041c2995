import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelMargin } from "./label-margin.ts";

const number = fc.integer({ min: -400, max: 400 }).map((hundredths) => hundredths / 100);

describe("labelMargin", () => {
  it("is the distance from a threshold, for either label", () => {
    fc.assert(
      fc.property(number, number, (score, threshold) => {
        const distance = Math.abs(score - threshold);
        fc.pre(Math.abs(distance - 1) > 1e-9); // where rounding decides
        const found = labelMargin(([value]) => value! >= threshold, [score], 1);
        if (distance > 1) expect(found).toBeNull();
        else expect(Math.abs(found! - distance)).toBeLessThanOrEqual(0.001);
      }),
    );
  });

  it("is half the distance of the two largest scores, however many there are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(number, { minLength: 2, maxLength: 6 }), (scores) => {
        const [first, second] = scores.toSorted((a, b) => b - a);
        const found = labelMargin((outputs) => outputs.indexOf(Math.max(...outputs)), scores, 5);
        expect(Math.abs(found! - (first! - second!) / 2)).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
    );
  });
});
