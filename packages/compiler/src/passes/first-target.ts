import { type PlanName, VelumError } from "@velum/protocol";
import type { BuiltPlan, PlanInputs } from "./build-plan.ts";
import { type Target, targetsOf } from "./choose-parameters.ts";

/** What plans are built from, but for the promise. */
export type PlanDemands = Omit<PlanInputs, "maxError">;

type Build = (target: Target, inputs: PlanInputs) => BuiltPlan;

/** The first target, smallest first, that meets the first promise that any meets; else the last refusal. */
export function firstOf(
  name: PlanName,
  degree: number,
  inputs: PlanDemands,
  errors: readonly number[],
  build: Build,
): BuiltPlan | VelumError {
  let last = noStrong(name);
  for (const maxError of errors) {
    for (const target of targetsOf(name, degree, inputs.protection)) {
      const outcome = attempt(() => build(target, { ...inputs, maxError }));
      if (!(outcome instanceof VelumError)) return outcome;
      last = outcome;
    }
  }
  return last;
}

/** What a target refuses, as a value: another may hold it. */
export function attempt(build: () => BuiltPlan): BuiltPlan | VelumError {
  try {
    return build();
  } catch (error) {
    if (error instanceof VelumError) return error;
    throw error;
  }
}

/** Behind a square no statistical flooding can be claimed. */
export const noStrong = (name: PlanName): VelumError =>
  new VelumError("COMPILE_PLAN", {
    argument: "plans",
    expected: `protection standard for ${name} with a hidden layer`,
    got: "strong, which claims nothing after a square",
  });
