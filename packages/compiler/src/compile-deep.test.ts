import { keySetFrameBytes, presets } from "@velum/ckks";
import { readBundle } from "@velum/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelOf } from "../reference/deep-model.ts";
import { fixtureModel } from "../reference/fixture-model.ts";
import { networkModel, rowsIn } from "../reference/networks.ts";
import { networkShapes, numbersOf, runSquareNetwork, squareNetworkOf } from "../reference/square-networks.ts";
import { compile } from "./compile.ts";
import { runClear } from "./interpreters/run-clear.ts";
import { readModel } from "./model/read-model.ts";
import { namedActivation, polynomialActivation } from "./network/activation.ts";
import type { AffineLayer } from "./network/layers.ts";
import { reportText } from "./report/report-text.ts";

const TANH = namedActivation({ name: "tanh" });
const SILU = namedActivation({ name: "swish", alpha: 1 });
const options = { name: "net", version: "1", protection: "standard" } as const;

describe("compile, several hidden layers", () => {
  it("two hidden layers of squares of any width: one plan, which is the network", () => {
    const shapes = networkShapes(12).filter(({ widths }) => widths.length === 4);
    fc.assert(
      fc.property(shapes, (shape) => {
        const { bundle, report } = compile(modelOf(shape), options);
        const [plan, ...others] = readBundle(bundle).plans;
        expect(others).toEqual([]);
        expect(plan!.summary.name).toBe("diagonal");
        expect(report.activation?.exact).toBe(true);
        const x = Array.from({ length: shape.widths[0]! }, numbersOf(shape.seed + 1));
        const [scores] = runClear(plan!.program, plan!.summary.packing, [Float64Array.from(x)]);
        runSquareNetwork(squareNetworkOf(shape), x).forEach((expected, c) => {
          expect(Math.abs(scores![c]! - expected)).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 10 },
    );
  });

  it("one hidden layer: `diagonal` where it is asked for, `dot` otherwise", () => {
    const model = modelOf({ widths: [5, 4, 2], seed: 1 });
    const names = (plans?: readonly ["diagonal"]): readonly string[] =>
      readBundle(compile(model, { ...options, ...(plans && { plans }) }).bundle).plans.map(
        ({ summary }) => summary.name,
      );
    expect(names()).not.toContain("diagonal");
    expect(names(["diagonal"])).toEqual(["diagonal"]);
  });

  // parameters.md, 4.3: 12 rotations and the relinearization key, 3,546 KiB; the public key has 59 KiB more.
  it("a trained net of the heart data: sums behind their rescale, a key set of at most 3.6 MiB", () => {
    const { graph, columns, rows } = fixtureModel("heart-torch-square-legacy");
    const rangeData = { columns, rows };
    const asked = { ...options, plans: ["diagonal"], allowModelDisclosure: true, rangeData } as const;
    const [plan] = readBundle(compile(readModel(graph, { rangeData }), asked).bundle).plans;
    const { keys, precision } = plan!.summary;
    expect(precision.maxError).toBe(0.004);
    expect(keys.rotations.map(({ level }) => level)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(keySetFrameBytes(presets.row, keys)).toBeLessThan(3.6 * 2 ** 20);
  });

  it("reports every hidden layer: the fit, the share of the range data outside of it, and what a simpler model would save", () => {
    const { layers, ...rest } = networkModel([4, 6, 5, 1], [TANH, TANH], 5);
    const rows = rowsIn(4, 60, 3).map((row) => Array.from(row));
    const rangeData = { columns: ["f0", "f1", "f2", "f3"], rows };
    const wide = layers.map((layer) =>
      layer.kind === "affine" ? { ...layer, weights: layer.weights.map((w) => 3 * w) } : layer,
    );
    const { report } = compile({ ...rest, layers: wide }, { ...options, rangeData });
    for (const activation of [report.activation!, ...report.deeper]) {
      expect(activation.name).toBe("tanh");
      expect(activation.degree).toBeGreaterThan(2);
      for (const { fitted, proven, outside, basis, coefficients } of activation.neurons) {
        expect([outside, basis, coefficients.length]).toEqual([0, "chebyshev", activation.degree + 1]);
        expect(fitted.lo).toBeLessThanOrEqual(proven.lo);
      }
    }
    expect(report.deeper).toHaveLength(1);
    expect(report.hints[0]).toMatch(/^retrained with squares .* about \d+ ms instead of \d+.*N=8192 instead of 16384$/);
    expect(reportText(report)).toContain("hint: retrained with squares");
  });

  it("names the hidden layer that explodes where legal rows go far beyond the range data", () => {
    const { layers, ...rest } = networkModel([4, 6, 5, 1], [SILU, SILU], 5);
    const [first, ...others] = layers;
    const factor = 100;
    const steep = { ...(first as AffineLayer), weights: (first as AffineLayer).weights.map((w) => factor * w) };
    const rows = rowsIn(4, 60, 3).map((row) => Array.from(row, (value) => value / factor));
    const rangeData = { columns: ["f0", "f1", "f2", "f3"], rows };
    expect(() => compile({ ...rest, layers: [steep, ...others] }, { ...options, maxError: 0.01, rangeData })).toThrow(
      expect.objectContaining({
        code: "COMPILE_PRECISION",
        message: expect.stringMatching(/narrower ranges of f\d.*hidden layer \d explodes: its values can be/),
      }),
    );
  });

  it.each<[string, () => unknown, string, string]>([
    [
      "a hidden layer too many",
      () => compile(modelOf({ widths: [3, 3, 3, 3, 3, 3, 3, 1], seed: 1 }), options),
      "PLAN_RELINEARIZATION",
      "6 hidden layers, which need 2 levels more; none are left for hidden layer 6 (square)",
    ],
    [
      "a degree that leaves no levels for the last hidden layer",
      () =>
        compile(modelOf({ widths: [3, 3, 3, 3, 3, 3, 1], seed: 1 }, polynomialActivation([0, 1, 0, 0, 0, 1])), options),
      "PLAN_RELINEARIZATION",
      "5 hidden layers, which need 2 levels more; none are left for hidden layer 5 (polynomial)",
    ],
    [
      "strong protection after a square",
      () => compile(modelOf({ widths: [3, 3, 3, 1], seed: 1 }), { ...options, protection: "strong" }),
      "COMPILE_PLAN",
      "strong",
    ],
    [
      "a linear model",
      () => compile(modelOf({ widths: [3, 1], seed: 1 }), { ...options, plans: ["diagonal"] }),
      "COMPILE_PLAN",
      "networks with a hidden layer",
    ],
  ])("refuses %s, and says what is missing", (_, run, code, message) => {
    expect(run).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});
