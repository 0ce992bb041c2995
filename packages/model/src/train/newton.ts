import { ModelError } from "../model-error.ts";

/** The gradient at a point, and that gradient divided by the Hessian. */
export interface NewtonStep {
  readonly gradient: Float64Array;
  /** `undefined` where the Hessian is singular in float64. */
  readonly step: Float64Array | undefined;
}

/** A convex function of several parameters. */
export interface Objective {
  /** Number of parameters. */
  readonly size: number;
  value(parameters: Float64Array): number;
  newtonStep(parameters: Float64Array): NewtonStep;
}

/** When to stop. */
export interface NewtonSettings {
  /** Largest Newton decrement at the end, see {@link minimizeByNewton}. */
  readonly tolerance: number;
  readonly maximumIterations: number;
}

/**
 * Newton's method with a halving line search (S. Boyd, L. Vandenberghe, "Convex Optimization", section 9.5). A strictly
 * convex objective has one optimum, so the result is the same on every run. It ends when the Newton decrement, the
 * length of the next step measured by the Hessian, is at most `tolerance`.
 *
 * @param start - the first parameters; the origin if left out
 * @throws {@link ModelError} `TRAINING_NOT_CONVERGED` when the iterations do not suffice, or the Hessian is singular in
 * float64
 */
export function minimizeByNewton(
  objective: Objective,
  { tolerance, maximumIterations }: NewtonSettings,
  start: Float64Array = new Float64Array(objective.size),
): Float64Array {
  let parameters: Float64Array = start;
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    const { gradient, step } = objective.newtonStep(parameters);
    if (step === undefined) throw notConverged("a positive definite Hessian", "a singular one");
    const squaredDecrement = gradient.reduce((sum, slope, index) => sum + slope * (step[index] ?? 0), 0);
    // The last step is taken whole: Newton squares the error, so the result is far better than the tolerance.
    if (squaredDecrement <= tolerance * tolerance) return moved(parameters, step, 1);
    parameters = searchLine(objective, parameters, step, squaredDecrement);
  }
  throw notConverged(`the optimum within ${maximumIterations} iterations`, "none");
}

/** Halves the step until the objective falls by a quarter of what its slope promises, up to rounding. */
function searchLine(objective: Objective, from: Float64Array, step: Float64Array, squaredDecrement: number) {
  const start = objective.value(from);
  const rounding = 1e-12 * start;
  for (let length = 1; length > 1e-10; length /= 2) {
    const candidate = moved(from, step, length);
    if (objective.value(candidate) <= start - (length * squaredDecrement) / 4 + rounding) return candidate;
  }
  throw notConverged("a step that lowers the objective", "none");
}

function moved(from: Float64Array, step: Float64Array, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(from, (parameter, index) => parameter - length * (step[index] ?? 0));
}

/** `TRAINING_NOT_CONVERGED`. */
export function notConverged(expected: string, got: string): ModelError {
  return new ModelError("TRAINING_NOT_CONVERGED", "training", expected, got);
}
