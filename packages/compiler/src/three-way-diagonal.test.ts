import { readBundle } from "@velum/protocol";
import { describe, expect, it } from "vitest";
import { compiled, levelsOf } from "../reference/compiled-fixture.ts";
import { encryptedRunner } from "../reference/run-encrypted.ts";
import { runClear } from "./interpreters/run-clear.ts";
import { simulate } from "./interpreters/simulate.ts";
import { layerDegree, runPolynomial } from "./passes/fit-activation.ts";

/** Rows of each net that are encrypted, all under one key. */
const ROWS = 2;

/** Nets with one hidden layer, as one row with a key set: name, degree, and the levels of input, products and results. */
const NETS: readonly (readonly [name: string, degree: number, levels: readonly number[]])[] = [
  ["heart-torch-square-legacy", 2, [3, 2, 0]],
  ["heart-mlp-relu", 11, [6, 5, 4, 3, 2, 0]],
  ["heart-mlp-logistic", 11, [6, 5, 4, 3, 2, 0]],
  ["heart-torch-bn-legacy", 7, [5, 4, 3, 2, 0]],
  ["digits-mlp", 31, [8, 7, 6, 5, 4, 3, 1]],
];

describe.each(NETS)("%s in a plan with a key set", (name, degree, levels) => {
  const { compilation, rows } = compiled(name, ["diagonal"]);
  const [plan] = readBundle(compilation.bundle).plans;

  it("has the degree that its outputs need, and no level too many", () => {
    expect(layerDegree(compilation.network.hidden!)).toBe(degree);
    expect(levelsOf(plan!.program)).toEqual(levels);
  });

  it("clear program = network; simulated and encrypted = clear, within the promise", async () => {
    const xs = rows.slice(0, ROWS).map(({ x }) => x);
    const { maxError } = plan!.summary.precision;
    const encrypted = (await encryptedRunner(plan!))(xs);
    xs.forEach((x, i) => {
      const clear = runPolynomial(compilation.network, x);
      const [program] = runClear(plan!.program, plan!.summary.packing, [x]);
      const [simulated] = simulate(plan!.program, plan!.summary.packing, [x], { seed: i });
      clear.forEach((value, c) => {
        expect(Math.abs(program![c]! - value)).toBeLessThan(1e-9 * (1 + compilation.report.outputs.largest));
        expect(Math.abs(simulated![c]! - value)).toBeLessThanOrEqual(maxError);
        expect(Math.abs(encrypted[i]![c]! - value)).toBeLessThanOrEqual(maxError);
      });
    });
  });
});
