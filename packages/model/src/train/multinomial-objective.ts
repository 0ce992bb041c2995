import { factorCholesky, solveWithFactor } from "./cholesky.ts";
import { type Operator, solveByConjugateGradients } from "./conjugate-gradients.ts";
import type { NewtonStep, Objective } from "./newton.ts";
import { logSumExp, softmax } from "./softmax.ts";
import type { Design } from "./training-input.ts";

/** Gradient and Hessian at a point, the Hessian by what it does to vectors. */
export interface MultinomialDerivatives extends Operator {
  readonly gradient: Float64Array;
}

/** The objective, whose Hessian is never laid out. */
export interface MultinomialObjective extends Objective {
  /** `undefined` where a block of the Hessian is singular in float64. */
  derivatives(parameters: Float64Array): MultinomialDerivatives | undefined;
}

/** Each Newton step is so exact. The next corrects what is left: 1e-3 gives no more steps than the exact solution. */
const STEP_SETTINGS = { tolerance: 1e-3, maximumIterations: 500 } as const;

/**
 * Penalty and cross entropy: `|W|² / 2 + C · Σ (log Σ_k e^(z_k) - z_y)`, with z = W x + b. Parameters are class after
 * class, its weights and then its bias; biases are not penalized.
 *
 * A common shift of all biases changes nothing, so the Hessian is singular in that one direction. Neither the gradient
 * nor the steps have a part in it: steps sum to 0 over the biases, which picks the solution that scikit-learn's
 * solvers find.
 *
 * Newton steps are found by conjugate gradients: 10 classes of 64 features have a Hessian of 650 x 650, which takes
 * longer to make and to factor than some dozen products with it.
 *
 * @param labels - from 0 to classes - 1, one a row
 * @param inverseRegularization - scikit-learn's C
 */
export function multinomialObjective(
  design: Design,
  labels: Float64Array,
  classes: number,
  inverseRegularization: number,
): MultinomialObjective {
  const { width, rows } = design;
  const at = (parameters: Float64Array) => derivatives(design, labels, classes, inverseRegularization, parameters);
  return {
    size: classes * width,
    value: (parameters) => {
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        const logits = rowLogits(design, parameters, classes, row);
        loss += logSumExp(logits) - (logits[labels[row] ?? 0] ?? 0);
      }
      const squares = parameters.reduce((sum, value, index) => sum + (isBias(index, width) ? 0 : value * value), 0);
      return squares / 2 + inverseRegularization * loss;
    },
    derivatives: at,
    newtonStep: (parameters): NewtonStep => {
      const found = at(parameters);
      if (found === undefined) return { gradient: new Float64Array(classes * width), step: undefined };
      return { gradient: found.gradient, step: solveByConjugateGradients(found, found.gradient, STEP_SETTINGS) };
    },
  };
}

function derivatives(
  design: Design,
  labels: Float64Array,
  classes: number,
  c: number,
  parameters: Float64Array,
): MultinomialDerivatives | undefined {
  const { width } = design;
  const probabilities = allProbabilities(design, parameters, classes);
  const gradient = parameters.map((value, index) => (isBias(index, width) ? 0 : value));
  addPulls(gradient, design, classes, (row, pulls) => {
    for (let k = 0; k < classes; k++) {
      pulls[k] = c * (probabilities[row * classes + k]! - (labels[row] === k ? 1 : 0));
    }
  });
  const precondition = createPreconditioner(design, classes, c, probabilities);
  if (precondition === undefined) return undefined;
  return { gradient, precondition, multiply: (vector) => multiply(design, classes, c, probabilities, vector) };
}

/** Row after row, the probability of each class. */
function allProbabilities(design: Design, parameters: Float64Array, classes: number): Float64Array {
  const probabilities = new Float64Array(design.rows * classes);
  for (let row = 0; row < design.rows; row++) {
    probabilities.set(softmax(rowLogits(design, parameters, classes, row)), row * classes);
  }
  return probabilities;
}

/** The Hessian times a vector: the penalty, and `C · Σ x (p_k (u_k - Σ_l p_l u_l))` with u = V x. */
function multiply(
  design: Design,
  classes: number,
  c: number,
  probabilities: Float64Array,
  vector: Float64Array,
): Float64Array {
  const result = vector.map((value, index) => (isBias(index, design.width) ? 0 : value));
  addPulls(result, design, classes, (row, pulls) => {
    const u = rowLogits(design, vector, classes, row);
    let mean = 0;
    for (let k = 0; k < classes; k++) mean += probabilities[row * classes + k]! * u[k]!;
    for (let k = 0; k < classes; k++) pulls[k] = c * probabilities[row * classes + k]! * (u[k]! - mean);
  });
  return result;
}

/** Adds to each class of `sums` the rows times their pulls. */
function addPulls(
  sums: Float64Array,
  { matrix, width, rows }: Design,
  classes: number,
  pullsOf: (row: number, pulls: Float64Array) => void,
): void {
  const pulls = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    pullsOf(row, pulls);
    for (let k = 0; k < classes; k++) {
      const pull = pulls[k]!;
      for (let i = 0; i < width; i++) sums[k * width + i]! += pull * matrix[row * width + i]!;
    }
  }
}

/** Rows for each column of a preconditioner. It need not be exact. */
const ROWS_A_COLUMN = 4;

/**
 * The Hessian's diagonal blocks, one a class, divide what differs between classes; they are made of evenly spaced rows
 * where there are many. What is common to all classes has no loss: there the Hessian is the penalty alone, 1 for weights
 * and 0 for biases.
 */
function createPreconditioner(
  design: Design,
  classes: number,
  c: number,
  probabilities: Float64Array,
): Operator["precondition"] | undefined {
  const { width, rows } = design;
  const stride = Math.max(1, Math.floor(rows / (ROWS_A_COLUMN * width)));
  const weights = new Float64Array(Math.ceil(rows / stride));
  const factors: Float64Array[] = [];
  for (let k = 0; k < classes; k++) {
    for (let i = 0; i < weights.length; i++) {
      const p = probabilities[i * stride * classes + k]!;
      weights[i] = c * stride * p * (1 - p);
    }
    const block = weightedGram(design, stride, weights);
    for (let i = 0; i < width - 1; i++) block[i * width + i]! += 1;
    if (!factorCholesky(block, width)) return undefined;
    factors.push(block);
  }
  return (vector) => {
    const common = meanOverClasses(vector, classes);
    const divided = new Float64Array(vector.length);
    factors.forEach((factor, k) => {
      const own = vector.subarray(k * width, (k + 1) * width).map((value, i) => value - common[i]!);
      divided.set(solveWithFactor(factor, own), k * width);
    });
    const dividedCommon = meanOverClasses(divided, classes);
    return divided.map((value, index) => {
      const i = index % width;
      return value - dividedCommon[i]! + (i === width - 1 ? 0 : common[i]!);
    });
  };
}

function meanOverClasses(vector: Float64Array, classes: number): Float64Array {
  const width = vector.length / classes;
  return Float64Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += vector[k * width + i]!;
    return sum / classes;
  });
}

/** The lower triangle of `Xᵀ diag(weights) X` over every so many rows; four of them share each visit of an entry. */
function weightedGram({ matrix, width }: Design, stride: number, weights: Float64Array): Float64Array {
  const gram = new Float64Array(width * width);
  for (let i = 0; i < weights.length; i += 4) {
    // Beyond the last row, row 0 stands in with weight 0.
    const at = [0, 1, 2, 3].map((offset) => (i + offset < weights.length ? (i + offset) * stride * width : 0));
    const weight = [0, 1, 2, 3].map((offset) => weights[i + offset] ?? 0);
    addFour(gram, matrix, width, at as Four, weight as Four);
  }
  return gram;
}

type Four = [number, number, number, number];

function addFour(gram: Float64Array, x: Float64Array, width: number, [a, b, c, d]: Four, weight: Four): void {
  const [weightA, weightB, weightC, weightD] = weight;
  for (let i = 0; i < width; i++) {
    const wa = weightA * x[a + i]!;
    const wb = weightB * x[b + i]!;
    const wc = weightC * x[c + i]!;
    const wd = weightD * x[d + i]!;
    const line = i * width;
    for (let j = 0; j <= i; j++) {
      gram[line + j] = gram[line + j]! + wa * x[a + j]! + wb * x[b + j]! + wc * x[c + j]! + wd * x[d + j]!;
    }
  }
}

function rowLogits({ matrix, width }: Design, parameters: Float64Array, classes: number, row: number): Float64Array {
  const logits = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += parameters[k * width + i]! * matrix[row * width + i]!;
    logits[k] = sum;
  }
  return logits;
}

function isBias(index: number, width: number): boolean {
  return index % width === width - 1;
}
