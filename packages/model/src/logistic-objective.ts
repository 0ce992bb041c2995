import { sigmoid } from "@velum/tabular";

/** Training data: a column of ones behind the features, so that the bias is the last parameter. */
export interface LogisticProblem {
  /** Row-major, rows x width; the last of each row is 1. */
  readonly design: Float64Array;
  /** Features and the bias. */
  readonly width: number;
  /** 0 or 1, one a row. */
  readonly labels: Float64Array;
  /** scikit-learn's C: the weight of the data against the penalty. */
  readonly inverseRegularization: number;
}

/** First and second derivatives at a point. */
export interface Derivatives {
  readonly gradient: Float64Array;
  /** width x width, row-major; the lower triangle alone is filled. */
  readonly hessian: Float64Array;
}

/** Objective: `|w|² / 2 + C · Σ log(1 + e^z) - y z`, with z = w · x + b. The bias b is not penalized. */
export function objective(problem: LogisticProblem, parameters: Float64Array): number {
  const { labels, width, inverseRegularization: c } = problem;
  const loss = labels.reduce((sum, label, row) => sum + rowLoss(logit(problem, parameters, row), label), 0);
  const penalty = parameters.subarray(0, width - 1).reduce((sum, weight) => sum + weight * weight, 0) / 2;
  return penalty + c * loss;
}

/** Gradient `w + C Σ (p - y) x` and Hessian `I + C Σ p (1 - p) x xᵀ`, the penalty's part without the bias. */
export function derivatives(problem: LogisticProblem, parameters: Float64Array): Derivatives {
  const { design, labels, width, inverseRegularization: c } = problem;
  const gradient = Float64Array.from(parameters);
  gradient[width - 1] = 0;
  const hessian = new Float64Array(width * width);
  for (let i = 0; i < width - 1; i++) hessian[i * width + i] = 1;
  labels.forEach((label, row) => {
    const probability = sigmoid(logit(problem, parameters, row));
    const x = design.subarray(row * width, (row + 1) * width);
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

function logit({ design, width }: LogisticProblem, parameters: Float64Array, row: number): number {
  return parameters.reduce((sum, parameter, column) => sum + parameter * (design[row * width + column] ?? 0), 0);
}

/** log(1 + e^z) - y z, which for y = 0 or 1 is log(1 + e^±z): of e to a negative number alone, so without overflow. */
function rowLoss(z: number, label: number): number {
  const wrongness = label === 1 ? -z : z;
  return Math.max(0, wrongness) + Math.log1p(Math.exp(-Math.abs(z)));
}
