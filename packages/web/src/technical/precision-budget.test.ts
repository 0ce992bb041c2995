import { presets } from "@velum/ckks";
import { type PlanSummary, parametersSummary } from "@velum/protocol";
import { expect, it } from "vitest";
import { precisionBudget } from "./precision-budget.ts";

const plan = (modulusBits: number | null) =>
  ({
    parameters: parametersSummary(presets.linear),
    response: { level: 0, scale: 2 ** 20, modulusBits, bound: 16 },
    precision: { maxError: 2 ** -8, roundingStep: 2 ** -11 },
    protection: { flooding: 2 ** -11 },
  }) as unknown as PlanSummary;

it("spends all bits of a released number", () => {
  const { totalBits, parts } = precisionBudget(plan(26));
  expect([totalBits, ...parts.map(({ bits }) => bits)]).toEqual([26, 1, 5, 8, 12]);
});

it("counts the primes that are left where nothing was truncated", () => {
  expect(precisionBudget(plan(null)).totalBits).toBeCloseTo(Math.log2(presets.linear.primes[0]!), 9);
});

it("names sizes in units of the output, the largest first", () => {
  const values = precisionBudget(plan(26)).marks.map(({ value }) => value);
  expect(values).toEqual([32, 16, 2 ** -8, 2 ** -11, 2 ** -11, 2 ** -20]);
});
