import { createLinearModel, type LinearModel } from "../linear-model.ts";
import { solveCholesky } from "./cholesky.ts";
import { notConverged } from "./newton.ts";
import {
  checkLinearOptions,
  checkQuantities,
  createDesign,
  type Design,
  type GeneralizedLinearOptions,
} from "./training-input.ts";

/** Rows to learn a quantity from. */
export interface RegressionData {
  /** Input vectors, each as long as `featureNames`. */
  readonly rows: readonly ArrayLike<number>[];
  /** The quantity of each row. */
  readonly targets: readonly number[];
  readonly featureNames: readonly string[];
  /** Name of the one output. */
  readonly outputName: string;
}

/**
 * Ridge regression, `|w|² / 2 + C · Σ (w · x + b - y)² / 2`: scikit-learn's `Ridge` with alpha = 1 / C. The objective
 * is a parabola, so that a single Newton step finds its optimum: the normal equations of the centred rows, by Cholesky.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`, or `TRAINING_NOT_CONVERGED` where columns that depend on each other
 * and a penalty too weak for float64 leave no positive pivot
 * @example
 * const model = trainLinearRegression({ rows: [[0], [1]], targets: [1, 3], featureNames: ["x"], outputName: "y" });
 */
export function trainLinearRegression(
  data: RegressionData,
  options: Pick<GeneralizedLinearOptions, "inverseRegularization"> = {},
): LinearModel {
  const { inverseRegularization } = checkLinearOptions(options);
  const design = createDesign(data.rows, data.featureNames.length);
  const targets = checkQuantities(data.targets, design.rows);
  const { means, gram, moments } = normalEquations(design, targets);
  const features = design.width - 1;
  for (let i = 0; i < features; i++) gram[i * features + i] = (gram[i * features + i] ?? 0) + 1 / inverseRegularization;
  const weights = solveCholesky(gram, moments);
  if (weights === undefined) throw notConverged("a positive definite Hessian", "a singular one");
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const bias = mean - weights.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), 0);
  return createLinearModel({
    featureNames: data.featureNames,
    outputNames: [data.outputName],
    weights,
    bias: [bias],
  });
}

/** Centred: the bias drops out, and large means do not cancel. The lower triangle alone is filled. */
function normalEquations({ matrix, width, rows }: Design, targets: Float64Array) {
  const features = width - 1;
  const means = new Float64Array(features);
  for (let i = 0; i < features; i++) {
    for (let row = 0; row < rows; row++) means[i] = (means[i] ?? 0) + (matrix[row * width + i] ?? 0) / rows;
  }
  const gram = new Float64Array(features * features);
  const moments = new Float64Array(features);
  const centred = new Float64Array(features);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < features; i++) centred[i] = (matrix[row * width + i] ?? 0) - (means[i] ?? 0);
    for (let i = 0; i < features; i++) {
      const xi = centred[i] ?? 0;
      moments[i] = (moments[i] ?? 0) + xi * (targets[row] ?? 0);
      for (let j = 0; j <= i; j++) gram[i * features + j] = (gram[i * features + j] ?? 0) + xi * (centred[j] ?? 0);
    }
  }
  return { means, gram, moments };
}
