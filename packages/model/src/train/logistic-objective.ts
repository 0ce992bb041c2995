import { sigmoid } from "@velum/tabular";
import { solveCholesky } from "./cholesky.ts";
import type { Objective } from "./newton.ts";
import type { Design } from "./training-input.ts";

/** First and second derivatives at a point. */
export interface Derivatives {
  readonly gradient: Float64Array;
  /** size x size, row-major; the lower triangle alone is filled. */
  readonly hessian: Float64Array;
}

/** An objective whose Hessian is small enough to be laid out. */
export interface DenseObjective extends Objective {
  derivatives(parameters: Float64Array): Derivatives;
}

/**
 * Penalty and log loss: `|w|² / 2 + C · Σ log(1 + e^z) - y z`, with z = w · x + b. The bias b, the last parameter, is
 * not penalized.
 *
 * @param labels - 0 or 1, one a row
 * @param inverseRegularization - scikit-learn's C
 */
export function logisticObjective(design: Design, labels: Float64Array, inverseRegularization: number): DenseObjective {
  return {
    size: design.width,
    value: (parameters) => {
      const loss = labels.reduce((sum, label, row) => sum + rowLoss(logit(design, parameters, row), label), 0);
      const penalty = parameters.subarray(0, -1).reduce((sum, weight) => sum + weight * weight, 0) / 2;
      return penalty + inverseRegularization * loss;
    },
    derivatives: (parameters) => derivatives(design, labels, inverseRegularization, parameters),
    newtonStep: (parameters) => {
      const { gradient, hessian } = derivatives(design, labels, inverseRegularization, parameters);
      return { gradient, step: solveCholesky(hessian, gradient) };
    },
  };
}

/** Gradient `w + C Σ (p - y) x` and Hessian `I + C Σ p (1 - p) x xᵀ`, the penalty's part without the bias. */
function derivatives(design: Design, labels: Float64Array, c: number, parameters: Float64Array): Derivatives {
  const { matrix, width } = design;
  const gradient = Float64Array.from(parameters);
  gradient[width - 1] = 0;
  const hessian = new Float64Array(width * width);
  for (let i = 0; i < width - 1; i++) hessian[i * width + i] = 1;
  labels.forEach((label, row) => {
    const probability = sigmoid(logit(design, parameters, row));
    const x = matrix.subarray(row * width, (row + 1) * width);
    addOuter(gradient, hessian, x, c * (probability - label), c * probability * (1 - probability));
  });
  return { gradient, hessian };
}

function addOuter(gradient: Float64Array, hessian: Float64Array, x: Float64Array, slope: number, curve: number): void {
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] ?? 0;
    gradient[i] = (gradient[i] ?? 0) + slope * xi;
    const scaled = curve * xi;
    for (let j = 0; j <= i; j++) hessian[i * x.length + j] = (hessian[i * x.length + j] ?? 0) + scaled * (x[j] ?? 0);
  }
}

function logit({ matrix, width }: Design, parameters: Float64Array, row: number): number {
  return parameters.reduce((sum, parameter, column) => sum + parameter * (matrix[row * width + column] ?? 0), 0);
}

/** log(1 + e^z) - y z, which for y = 0 or 1 is log(1 + e^±z): of e to a negative number alone, so without overflow. */
function rowLoss(z: number, label: number): number {
  const wrongness = label === 1 ? -z : z;
  return Math.max(0, wrongness) + Math.log1p(Math.exp(-Math.abs(z)));
}
