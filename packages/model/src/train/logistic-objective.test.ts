import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DenseObjective, logisticObjective } from "./logistic-objective.ts";
import { createDesign } from "./training-input.ts";

const entry = fc.double({ min: -2, max: 2, noNaN: true });
const anyProblem = fc
  .record({ features: fc.integer({ min: 1, max: 4 }), rows: fc.integer({ min: 1, max: 8 }) })
  .chain(({ features, rows }) =>
    fc.record({
      x: fc.array(fc.array(entry, { minLength: features, maxLength: features }), { minLength: rows, maxLength: rows }),
      labels: fc.array(fc.constantFrom(0, 1), { minLength: rows, maxLength: rows }),
      parameters: fc.array(entry, { minLength: features + 1, maxLength: features + 1 }),
      c: fc.constantFrom(0.1, 1, 5),
    }),
  );

function problemOf(x: number[][], labels: number[], inverseRegularization: number): DenseObjective {
  return logisticObjective(createDesign(x, x[0]!.length), Float64Array.from(labels), inverseRegularization);
}

describe("objective", () => {
  it("is the penalty and C times the plain log loss", () => {
    fc.assert(
      fc.property(anyProblem, ({ x, labels, parameters, c }) => {
        const bias = parameters.at(-1)!;
        const loss = x.map((row, index) => {
          const z = row.reduce((sum, value, j) => sum + value * parameters[j]!, bias);
          const probability = 1 / (1 + Math.exp(-z));
          return -Math.log(labels[index] === 1 ? probability : 1 - probability);
        });
        const penalty = parameters.slice(0, -1).reduce((sum, weight) => sum + weight ** 2, 0) / 2;
        const expected = penalty + c * loss.reduce((sum, term) => sum + term, 0);
        expect(problemOf(x, labels, c).value(Float64Array.from(parameters))).toBeCloseTo(expected, 8);
      }),
    );
  });

  it("grows linearly far out, where the plain formula is infinite", () => {
    expect(problemOf([[1000]], [0], 1).value(Float64Array.of(10, 0))).toBe(50 + 10_000);
    expect(problemOf([[1000]], [1], 1).value(Float64Array.of(10, 0))).toBe(50);
  });
});

describe("derivatives", () => {
  it("are the slopes of the objective, and of the gradient", () => {
    const h = 1e-5;
    fc.assert(
      fc.property(anyProblem, ({ x, labels, parameters, c }) => {
        const problem = problemOf(x, labels, c);
        const n = problem.size;
        const at = (index: number, shift: number) =>
          Float64Array.from(parameters, (value, i) => (i === index ? value + shift : value));
        const { gradient, hessian } = problem.derivatives(Float64Array.from(parameters));
        for (let i = 0; i < n; i++) {
          const slope = (problem.value(at(i, h)) - problem.value(at(i, -h))) / (2 * h);
          expect(gradient[i]).toBeCloseTo(slope, 5);
          const [ahead, behind] = [problem.derivatives(at(i, h)).gradient, problem.derivatives(at(i, -h)).gradient];
          for (let j = i; j < n; j++) expect(hessian[j * n + i]).toBeCloseTo((ahead[j]! - behind[j]!) / (2 * h), 5);
        }
      }),
    );
  });
});
