import { VelumError } from "@velum/protocol";
import { type BuiltPlan, buildDot } from "./build-plan.ts";
import { type Target, targetsOf } from "./choose-parameters.ts";
import type { LinearForm } from "./expand-polynomial.ts";
import { attempt, type PlanDemands } from "./first-target.ts";
import { dotRows } from "./lay-out-dot.ts";

/** A plan for several rows must take less than this share of the time of a single row for each. */
const WORTH = 0.4;

/**
 * As many rows as fit and may be released, on the smallest target that holds two: larger rings hold more rows, but cost as much a
 * row, and requests are not always full.
 * @param asked - whether the plan is wanted even where it saves little
 * @returns the plan, or why there is none
 */
export function severalRows(
  form: LinearForm,
  demands: PlanDemands,
  single: BuiltPlan,
  asked: boolean,
): BuiltPlan | string {
  const inputs = { ...demands, maxError: single.precision.promise.maxError };
  for (const target of targetsOf("dot-rows", form.degree, demands.protection)) {
    const rows = mostRows(form, target, single, () => buildDot("dot-rows", form, 1, target, inputs));
    if (rows < 2) continue;
    const plan = attempt(() => buildDot("dot-rows", form, rows, target, inputs));
    if (plan instanceof VelumError) continue;
    return asked || plan.microseconds / rows < WORTH * single.microseconds
      ? plan
      : "several rows in one ciphertext would cost about as much as one by one";
  }
  return "no ring holds a second row, or it would release more than a crafted key admits (A1)";
}

/** What the ring holds, and the mask survives under any key. */
function mostRows(form: LinearForm, target: Target, single: BuiltPlan, build: () => BuiltPlan): number {
  const fitting = dotRows(form, target.parameters.ringDegree);
  if (fitting < 2) return fitting;
  const one = target === single.target ? single : attempt(build);
  if (one instanceof VelumError) return 0;
  return Math.min(fitting, Math.floor(one.verified.protections[0]!.releaseCap / form.outputs));
}
