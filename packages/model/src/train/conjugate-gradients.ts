/** A symmetric positive definite matrix by what it does to vectors, and something near its inverse. */
export interface Operator {
  multiply(vector: Float64Array): Float64Array;
  precondition(vector: Float64Array): Float64Array;
}

/** When to stop. */
export interface ConjugateGradientSettings {
  /** Largest residual at the end, as a part of the first, both measured by the preconditioner. */
  readonly tolerance: number;
  readonly maximumIterations: number;
}

/**
 * Solves `A · x = vector` by preconditioned conjugate gradients (J. Nocedal, S. Wright, "Numerical Optimization", 2nd
 * ed., algorithm 5.3), from 0. A matrix that is singular in a direction serves too, where neither the vector nor the
 * preconditioner has a part in it.
 *
 * @returns the solution, or the best so far when the iterations do not suffice
 * @example
 * solveByConjugateGradients({ multiply: (v) => v.map((x) => 2 * x), precondition: (v) => v }, Float64Array.of(2), settings); // [1]
 */
export function solveByConjugateGradients(
  { multiply, precondition }: Operator,
  vector: Float64Array,
  { tolerance, maximumIterations }: ConjugateGradientSettings,
): Float64Array {
  const solution = new Float64Array(vector.length);
  const residual = Float64Array.from(vector);
  let conditioned = precondition(residual);
  const direction = Float64Array.from(conditioned);
  let length = dot(residual, conditioned);
  const enough = tolerance * tolerance * length;
  for (let iteration = 0; iteration < maximumIterations && length > enough; iteration++) {
    const image = multiply(direction);
    const step = length / dot(direction, image);
    for (let i = 0; i < solution.length; i++) {
      solution[i]! += step * direction[i]!;
      residual[i]! -= step * image[i]!;
    }
    conditioned = precondition(residual);
    const next = dot(residual, conditioned);
    for (let i = 0; i < direction.length; i++) direction[i] = conditioned[i]! + (next / length) * direction[i]!;
    length = next;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
