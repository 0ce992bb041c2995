import { type PlanName, VelumError } from "@velum/protocol";
import type { BuiltPlan, PlanInputs } from "./build-plan.ts";
import type { Target } from "./choose-parameters.ts";

/** What plans are built from, but for the promise. */
export type PlanDemands = Omit<PlanInputs, "maxError">;

type Build = (target: Target, inputs: PlanInputs) => BuiltPlan;

/** What to try: a promise on a target. */
export type Trial = readonly [maxError: number, target: Target];

/** The best promise first, and for each the smallest target first. */
export const bestPromiseFirst = (errors: readonly number[], targets: readonly Target[]): readonly Trial[] =>
  errors.flatMap((error) => targets.map((target): Trial => [error, target]));

/** Promises of up to four times the first are as good as it: for those the smallest target comes first. */
export function smallestTargetFirst(errors: readonly number[], targets: readonly Target[]): readonly Trial[] {
  const near = errors.filter((error) => error <= 4 * errors[0]!);
  const far = errors.slice(near.length);
  return [...targets.flatMap((target) => bestPromiseFirst(near, [target])), ...bestPromiseFirst(far, targets)];
}

/** The first trial that builds; else the last refusal. */
export function firstOf(trials: readonly Trial[], inputs: PlanDemands, build: Build): BuiltPlan | VelumError {
  let last = new VelumError("COMPILE_PLAN", {
    argument: "protection",
    expected: "standard for squares in columns",
    got: "strong, which claims nothing after a square",
  });
  for (const [maxError, target] of trials) {
    const outcome = attempt(() => build(target, { ...inputs, maxError }));
    if (!(outcome instanceof VelumError)) return outcome;
    last = outcome;
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
