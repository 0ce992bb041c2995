import { presets } from "@velum/ckks";
import { describe, expect, it } from "vitest";
import { columnsOf, linearColumns, squareColumns } from "../../reference/columns-program.ts";
import { programOf, standardNodes, strongNodes } from "../../reference/dot-program.ts";
import { countOperations } from "./count-operations.ts";
import { estimateCost } from "./estimate-cost.ts";
import { outputNode } from "./nodes/output.ts";
import { protectNode } from "./nodes/protect.ts";
import { signedSumNode } from "./nodes/signed-sum.ts";
import { trackLevels } from "./track-levels.ts";

describe("countOperations", () => {
  it("counts the standard program as one does by hand", () => {
    const program = programOf(standardNodes());
    // Product: 2 parts x 2 limbs. Rescale, behind the mask: the last limb of each part leaves NTT form and changes to the one prime left; 2
    // products a part. Bias: 1 sum. Zero: mask into NTT form, 2 products, 2 sums; both parts back to coefficients, where 2 errors are added.
    expect(countOperations(program, trackLevels(program, presets.linear), presets.linear)).toEqual({
      ntt: 2 + 1 + 2,
      multiply: 4 + 2 * 2 + 2,
      accumulate: 0,
      add: 1 + 4,
      convert: 2,
      sample: 3,
    });
  });

  it("counts columns as one does by hand: a linear layer", () => {
    const program = columnsOf(linearColumns(), presets.linear);
    // Combination: 2 inputs x 2 parts x 2 limbs. Bias: 2 limbs of one part. Zero: mask into NTT form on both limbs, 2 products
    // and 2 sums on each; 2 parts back to coefficients, with an error each; one prime dropped in both.
    expect(countOperations(program, trackLevels(program, presets.linear), presets.linear)).toEqual({
      ntt: 2 + 2 * 2,
      multiply: 2 * 2,
      accumulate: 2 * 2 * 2,
      add: 2 + 2 * 2 + 2 * (2 + 1),
      convert: 2,
      sample: 3,
    });
  });

  it("counts columns as one does by hand: two squares, three parts to the end", () => {
    const program = columnsOf(squareColumns(), presets.columns);
    // Combinations: 2 of 2 inputs x 2 parts x 3 limbs. Squares, in the sum that reads them: both parts of both times a sign, 3
    // inner products of 2 and a doubling on each limb. Zero: two masks, of which the parts get 1, 2 and 1 products.
    expect(countOperations(program, trackLevels(program, presets.columns), presets.columns)).toEqual({
      ntt: (2 + 3) * 3,
      multiply: 2 * 2 * 3 + 4 * 3,
      accumulate: 2 * 2 * 6 + 3 * 2 * 3,
      add: 2 * 3 + 3 + 4 * 3 + 3 * 3,
      convert: 0,
      sample: 5,
    });
  });

  it("counts squares by themselves where something else reads one of them", () => {
    const nodes = [
      ...squareColumns().slice(0, 9),
      signedSumNode({ inputs: [8, 6], signs: [1, 1] }),
      protectNode({ input: 9, positions: "all", flooding: 2 ** -11, outputLevel: 2, modulusBits: 36 }),
      outputNode({ input: 10, name: "z", bound: 8 }),
    ];
    const program = columnsOf(nodes, presets.columns);
    const { multiply, accumulate, add } = countOperations(
      program,
      trackLevels(program, presets.columns),
      presets.columns,
    );
    expect({ multiply, accumulate, add }).toEqual({
      multiply: 2 * 3 * 3 + 4 * 3,
      accumulate: 2 * 2 * 6 + 2 * 2 * 9,
      add: 2 * 3 + 2 * 3 + 4 * 3 + 3 * 3,
    });
  });

  it("counts dropped primes of `strong` in coefficient form: no transform for them", () => {
    const program = programOf(strongNodes(), presets.linearStrong);
    const counts = countOperations(program, trackLevels(program, presets.linearStrong), presets.linearStrong);
    expect(counts).toEqual({
      ntt: 3 * 3,
      multiply: 6 + 6,
      accumulate: 0,
      add: 3 + 2 * (2 * 3 + 2 + 1),
      convert: 2 * (2 + 1),
      sample: 3,
    });
  });
});

describe("estimateCost", () => {
  const rates = { butterfly: 0.35, multiply: 0.26, accumulate: 0.2, add: 0.1, convert: 0.3, sample: 2 };
  const none = { ntt: 0, multiply: 0, accumulate: 0, add: 0, convert: 0, sample: 0 };

  it("has (N/2) log2 N butterflies in a transform and N coefficients in the rest", () => {
    expect(estimateCost({ ...none, ntt: 1 }, 8192, rates)).toBeCloseTo((4096 * 13 * 0.35) / 1000, 9);
    expect(
      estimateCost({ ntt: 0, multiply: 1, accumulate: 5, add: 2, convert: 3, sample: 4 }, 2048, rates),
    ).toBeCloseTo((2048 * (0.26 + 1 + 0.2 + 0.9 + 8)) / 1000, 9);
  });
});
