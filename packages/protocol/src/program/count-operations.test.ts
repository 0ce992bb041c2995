import { presets } from "@velum/ckks";
import { describe, expect, it } from "vitest";
import { programOf, standardNodes, strongNodes } from "../../reference/dot-program.ts";
import { countOperations } from "./count-operations.ts";
import { estimateCost } from "./estimate-cost.ts";
import { trackLevels } from "./track-levels.ts";

describe("countOperations", () => {
  it("counts the standard program as one does by hand", () => {
    const program = programOf(standardNodes());
    // Product: 2 parts x 2 limbs. Rescale: each part leaves NTT form, changes to the one prime left and returns. Bias: 1
    // sum. Zero: mask into NTT form, 2 products, 2 sums; both parts back to coefficients, where 2 errors are added.
    expect(countOperations(program, trackLevels(program, presets.linear))).toEqual({
      ntt: 2 * 2 + 1 + 2,
      multiply: 4 + 2,
      add: 2 + 1 + 4,
      convert: 2,
      sample: 3,
    });
  });

  it("counts dropped primes of `strong` in coefficient form: no transform for them", () => {
    const program = programOf(strongNodes(), presets.linearStrong);
    const counts = countOperations(program, trackLevels(program, presets.linearStrong));
    expect(counts).toEqual({
      ntt: 3 * 3,
      multiply: 6 + 6,
      add: 3 + 2 * (2 * 3 + 2 + 1),
      convert: 2 * (2 + 1),
      sample: 3,
    });
  });
});

describe("estimateCost", () => {
  const rates = { butterfly: 0.35, multiply: 0.26, add: 0.1, convert: 0.3, sample: 2 };
  const none = { ntt: 0, multiply: 0, add: 0, convert: 0, sample: 0 };

  it("has (N/2) log2 N butterflies in a transform and N coefficients in the rest", () => {
    expect(estimateCost({ ...none, ntt: 1 }, 8192, rates)).toBeCloseTo((4096 * 13 * 0.35) / 1000, 9);
    expect(estimateCost({ ntt: 0, multiply: 1, add: 2, convert: 3, sample: 4 }, 2048, rates)).toBeCloseTo(
      (2048 * (0.26 + 0.2 + 0.9 + 8)) / 1000,
      9,
    );
  });
});
