import { readBundle } from "@velum/protocol";
import { expect, it } from "vitest";
import { noise, sample } from "../../reference/models.ts";
import { compile } from "../compile.ts";
import { runClear } from "./run-clear.ts";
import { runRounded } from "./run-rounded.ts";

/** The plans that a linear model can have. */
const PLANS = ["dot", "dot-rows", "columns"] as const;

it("is off by half a step of the weights' scale for each value at most, but not by nothing", () => {
  const shapes = Array.from({ length: 6 }, () => ({ kind: "numeric", minimum: -1, width: 2 }) as const);
  const made = sample(shapes, 2, noise(5), { allowModelDisclosure: true, plans: PLANS });
  const { plans } = readBundle(compile(made.model, made.options).bundle);
  expect(plans.map(({ summary }) => summary.name)).toEqual(PLANS);
  for (const { program, summary } of plans) {
    const row = Float64Array.from({ length: 6 }, (_, j) => noise(9)(j));
    const [exact, rounded] = [runClear, runRounded].map((run) => run(program, summary.packing, [row])[0]!);
    const scales = program.program.nodes.flatMap((node) =>
      node.kind === "constant" || node.kind === "linearCombination" ? [node.scale] : [],
    );
    const norm = row.reduce((sum, value) => sum + Math.abs(value), 1);
    const gaps = Array.from(exact!, (value, c) => Math.abs(rounded![c]! - value));
    expect(Math.max(...gaps)).toBeGreaterThan(0);
    expect(Math.max(...gaps)).toBeLessThanOrEqual((norm / Math.min(...scales) / 2) * (1 + 1e-9));
  }
});
