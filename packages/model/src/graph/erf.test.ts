import { describe, expect, it } from "vitest";
import { erf } from "./erf.ts";

/** Abramowitz and Stegun, table 7.1, ten digits. */
const TABLE = [
  [0, 0],
  [0.1, 0.112462916],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
] as const;

describe("erf", () => {
  it("agrees with the table, and is odd", () => {
    for (const [x, value] of TABLE) {
      expect(erf(x)).toBeCloseTo(value, 9);
      expect(erf(-x)).toBeCloseTo(-value, 9);
    }
  });

  it("goes to one without a step where the series ends", () => {
    expect(1 - erf(5.9999)).toBeLessThan(1e-15);
    expect([erf(6), erf(1e300), erf(Number.NEGATIVE_INFINITY)]).toEqual([1, 1, -1]);
    expect(erf(Number.NaN)).toBeNaN();
  });

  it("has the slope 2/sqrt(pi) exp(-x^2) everywhere", () => {
    for (let x = -4; x <= 4; x += 0.37) {
      const slope = (erf(x + 1e-5) - erf(x - 1e-5)) / 2e-5;
      expect(slope).toBeCloseTo((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x), 8);
    }
  });
});
