import { presets } from "@velum/ckks";
import { expect, it } from "vitest";
import { parametersSummary } from "./check-plan.ts";
import { securityMargin } from "./security-margin.ts";

/** docs/threat-model.md, "Security by preset": log2 QP by lattice-estimator's own input, and the limits of the 2024 guideline. */
const PUBLISHED = [
  ["linear", 51.991, 53],
  ["linearStrong", 90.0, 106],
  ["row", 146.998, 214],
  ["deep", 204.996, 214],
  ["wide", 408.962, 430],
] as const;

it.each(PUBLISHED)("is that of the published table for %s", (name, total, limit) => {
  const margin = securityMargin(parametersSummary(presets[name]));
  expect(margin.totalBits).toBeCloseTo(total, 2);
  expect(margin.limitBits).toBe(limit);
  expect(margin.spareBits).toBeCloseTo(limit - total, 2);
});

it("is negative for what nobody published a limit for", () => {
  expect(securityMargin({ ...parametersSummary(presets.linear), ringDegree: 1024 }).spareBits).toBeLessThan(0);
});
