import { solveCholesky } from "./cholesky.ts";
import { createLinearModel, type LinearModel } from "./linear-model.ts";
import { derivatives, type LogisticProblem, objective } from "./logistic-objective.ts";
import { ModelError } from "./model-error.ts";

/** Rows to learn from. */
export interface TrainingData {
  /** Input vectors, each as long as `featureNames`. */
  readonly rows: readonly ArrayLike<number>[];
  /** The class of each row, 0 or 1. */
  readonly labels: readonly number[];
  readonly featureNames: readonly string[];
  /** Name of the one output, the logit of class 1. */
  readonly outputName: string;
}

/** How to train. */
export interface LogisticRegressionOptions {
  /** scikit-learn's `C`: small is a strong penalty. Default 1. */
  readonly inverseRegularization?: number;
  /** Largest Newton decrement at the end, see {@link trainLogisticRegression}. Default 1e-8. */
  readonly tolerance?: number;
  /** Default 100; a few are used. */
  readonly maximumIterations?: number;
}

/**
 * Logistic regression with an L2 penalty, at the optimum of scikit-learn's objective `|w|² / 2 + C · Σ log loss`, whose
 * bias is not penalized.
 *
 * Newton's method with a halving line search (S. Boyd, L. Vandenberghe, "Convex Optimization", section 9.5). The
 * objective is convex, so it finds the one optimum, the same on every run. It ends when the Newton decrement, the
 * length of the next step measured by the Hessian, is at most `tolerance`; the Hessian is at least the identity on the
 * weights, so no weight is then further than about that from its optimum.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`, `TRAINING_ONE_CLASS`, or `TRAINING_NOT_CONVERGED` when
 * `maximumIterations` do not suffice or the classes are separable and the penalty too weak for float64
 * @example
 * const model = trainLogisticRegression({ rows: [[0], [1], [2]], labels: [0, 0, 1], featureNames: ["x"], outputName: "y" });
 */
export function trainLogisticRegression(data: TrainingData, options: LogisticRegressionOptions = {}): LinearModel {
  const settings = checkOptions(options);
  const problem = createProblem(data, settings.inverseRegularization);
  const parameters = minimize(problem, settings);
  return createLinearModel({
    featureNames: data.featureNames,
    outputNames: [data.outputName],
    weights: parameters.subarray(0, -1),
    bias: parameters.subarray(-1),
  });
}

function minimize(problem: LogisticProblem, { tolerance, maximumIterations }: Required<LogisticRegressionOptions>) {
  let parameters = new Float64Array(problem.width);
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    const { gradient, hessian } = derivatives(problem, parameters);
    const step = solveCholesky(hessian, gradient);
    if (step === undefined) throw notConverged("a positive definite Hessian", "a singular one");
    const squaredDecrement = gradient.reduce((sum, slope, index) => sum + slope * (step[index] ?? 0), 0);
    // The last step is taken whole: Newton squares the error, so the result is far better than the tolerance.
    if (squaredDecrement <= tolerance * tolerance) return moved(parameters, step, 1);
    parameters = searchLine(problem, parameters, step, squaredDecrement);
  }
  throw notConverged(`the optimum within ${maximumIterations} iterations`, "none");
}

/** Halves the step until the objective falls by a quarter of what its slope promises, up to rounding. */
function searchLine(problem: LogisticProblem, from: Float64Array, step: Float64Array, squaredDecrement: number) {
  const start = objective(problem, from);
  const rounding = 1e-12 * start;
  for (let length = 1; length > 1e-10; length /= 2) {
    const candidate = moved(from, step, length);
    if (objective(problem, candidate) <= start - (length * squaredDecrement) / 4 + rounding) return candidate;
  }
  throw notConverged("a step that lowers the objective", "none");
}

function moved(from: Float64Array, step: Float64Array, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(from, (parameter, index) => parameter - length * (step[index] ?? 0));
}

function createProblem(data: TrainingData, inverseRegularization: number): LogisticProblem {
  const { rows, labels, featureNames } = data;
  checkData(rows, labels, featureNames.length);
  const width = featureNames.length + 1;
  const design = new Float64Array(rows.length * width).fill(1);
  rows.forEach((row, index) => {
    design.set(row, index * width);
  });
  if (!design.every(Number.isFinite)) throw invalid("rows", "finite numbers", "another value");
  return { design, width, labels: Float64Array.from(labels), inverseRegularization };
}

function checkData(rows: readonly ArrayLike<number>[], labels: readonly number[], features: number): void {
  if (features === 0) throw invalid("featureNames", "at least one feature", "none");
  if (labels.length !== rows.length) throw invalid("labels", `${rows.length} labels`, `${labels.length}`);
  rows.forEach((row, index) => {
    if (row.length !== features) throw invalid(`rows[${index}]`, `${features} numbers`, `${row.length}`);
  });
  if (!labels.every((label) => label === 0 || label === 1)) throw invalid("labels", "0 and 1 alone", "another value");
  if (!labels.includes(0) || !labels.includes(1)) {
    throw new ModelError("TRAINING_ONE_CLASS", "labels", "rows of both classes", "one class or no rows");
  }
}

function checkOptions(options: LogisticRegressionOptions): Required<LogisticRegressionOptions> {
  const { inverseRegularization = 1, tolerance = 1e-8, maximumIterations = 100 } = options;
  const isPositive = (value: number): boolean => value > 0 && Number.isFinite(value);
  if (!isPositive(inverseRegularization)) throw invalid("inverseRegularization", "a number above 0", "another value");
  if (!isPositive(tolerance)) throw invalid("tolerance", "a number above 0", "another value");
  if (!Number.isSafeInteger(maximumIterations) || maximumIterations < 1) {
    throw invalid("maximumIterations", "a positive integer", "another value");
  }
  return { inverseRegularization, tolerance, maximumIterations };
}

function invalid(argument: string, expected: string, got: string): ModelError {
  return new ModelError("TRAINING_INPUT_INVALID", argument, expected, got);
}

function notConverged(expected: string, got: string): ModelError {
  return new ModelError("TRAINING_NOT_CONVERGED", "training", expected, got);
}
