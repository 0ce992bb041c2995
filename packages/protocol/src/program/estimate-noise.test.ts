import { presets } from "@velum/ckks";
import { describe, expect, it } from "vitest";
import { linearTensors, programOf, standardNodes, strongNodes } from "../../reference/dot-program.ts";
import { estimateNoise, type NoiseSource, totalNoise } from "./estimate-noise.ts";
import type { ProgramNode } from "./program.ts";
import { trackLevels } from "./track-levels.ts";

/** Predicted deviation of the output in its own units, by source and in all. */
function predict(nodes: readonly ProgramNode[], parameters = presets.linear) {
  const program = programOf(nodes, parameters);
  const states = trackLevels(program, parameters);
  const tensors = linearTensors((i) => Math.sin(i + 1));
  const budget = estimateNoise(program, states, tensors, parameters, { inputNorm: Math.sqrt(13) }).at(-1)!;
  const { scale } = states.at(-1)!;
  const of = (source: NoiseSource): number => (budget.get(source) ?? 0) / scale;
  return {
    of,
    total: totalNoise(budget) / scale,
    withoutFlooding: Math.sqrt(totalNoise(budget) ** 2 - (budget.get("flooding") ?? 0) ** 2) / scale,
  };
}

// The figures below were measured with real encryption on 30+23 bits, N=2048, at scale 2^24 on one limb; docs/performance.md.
describe("estimateNoise against measured errors, without flooding", () => {
  it.each([
    [null, 1.0e-5],
    [26, 1.4e-5],
    [24, 4.2e-5],
    [22, 1.6e-4],
    [20, 6.4e-4],
  ])("truncated to %s bits: rms %f within 15 percent", (modulusBits, rms) => {
    const { withoutFlooding } = predict(standardNodes({ modulusBits }));
    expect(Math.abs(withoutFlooding / rms - 1)).toBeLessThan(0.15);
  });

  it("is dominated by the flooding of 2^-11, whose deviation survives rescaling and truncation", () => {
    const { of, total } = predict(standardNodes());
    expect(of("flooding")).toBeCloseTo(2 ** -11, 8);
    expect(total / 2 ** -11).toBeLessThan(1.01);
  });
});

describe("estimateNoise by source", () => {
  it("has the formulas' deviations at N=2048: zero 169, rescale and truncation 2^3.4, by hand", () => {
    const { of } = predict(standardNodes());
    expect(of("zero") * 2 ** 24).toBeCloseTo(169.4, 0);
    expect(Math.log2(of("rescaling") * 2 ** 24)).toBeCloseTo(3.4, 1);
    expect(Math.log2(of("truncation") * 2 ** 20)).toBeCloseTo(3.4, 1);
  });

  it("has fresh noise times the weights over the input scale", () => {
    const norm = Math.hypot(...Array.from({ length: 13 }, (_, i) => Math.sin(i + 1)));
    const { of } = predict(standardNodes());
    expect(of("encryption")).toBeCloseTo((3.24 * norm) / 2 ** 27, 9);
    expect(of("weight encoding")).toBeCloseTo((0.2887 * Math.sqrt(13)) / (presets.linear.primes[1]! / 8), 8);
  });

  it("has the zero of `strong` vanish when primes are dropped, and the drop's own rounding left", () => {
    const { of } = predict(strongNodes(), presets.linearStrong);
    expect(of("zero")).toBeLessThan(1e-20);
    expect(Math.log2(of("dropping") * 2 ** 24)).toBeCloseTo(3.9, 1);
    expect(of("flooding")).toBeCloseTo(2 ** -11, 8);
  });
});
