import type { Derivatives, Objective } from "./newton.ts";
import { logSumExp, softmax } from "./softmax.ts";
import type { Design } from "./training-input.ts";

/**
 * Penalty and cross entropy: `|W|² / 2 + C · Σ (log Σ_k e^(z_k) - z_y)`, with z = W x + b. Parameters are class after
 * class, its weights and then its bias; biases are not penalized.
 *
 * A common shift of all biases changes nothing, so the true Hessian is singular in that one direction. The gradient has
 * no part in it; adding 1 to each pair of biases makes the Hessian regular and every step sum to 0 over the biases,
 * which picks the solution that scikit-learn's solvers find.
 *
 * @param labels - from 0 to classes - 1, one a row
 * @param inverseRegularization - scikit-learn's C
 */
export function multinomialObjective(
  design: Design,
  labels: Float64Array,
  classes: number,
  inverseRegularization: number,
): Objective {
  const { width, rows } = design;
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
    derivatives: (parameters) => derivatives(design, labels, classes, inverseRegularization, parameters),
  };
}

function derivatives(
  design: Design,
  labels: Float64Array,
  classes: number,
  c: number,
  parameters: Float64Array,
): Derivatives {
  const { width } = design;
  const probabilities = allProbabilities(design, parameters, classes);
  const gradient = parameters.map((value, index) => (isBias(index, width) ? 0 : value));
  const hessian = penaltyHessian(classes, width);
  const weights = new Float64Array(design.rows);
  for (let k = 0; k < classes; k++) {
    const pk = probabilities[k]!;
    addPull(
      gradient.subarray(k * width, (k + 1) * width),
      design,
      (row) => c * (pk[row]! - (labels[row] === k ? 1 : 0)),
    );
    for (let l = 0; l <= k; l++) {
      const pl = probabilities[l]!;
      for (let row = 0; row < weights.length; row++) weights[row] = c * pk[row]! * ((l === k ? 1 : 0) - pl[row]!);
      addBlock(hessian, classes, k, l, weightedGram(design, weights));
    }
  }
  return { gradient, hessian };
}

/** Class after class, the probability in each row. */
function allProbabilities(design: Design, parameters: Float64Array, classes: number): readonly Float64Array[] {
  const probabilities = Array.from({ length: classes }, () => new Float64Array(design.rows));
  for (let row = 0; row < design.rows; row++) {
    softmax(rowLogits(design, parameters, classes, row)).forEach((probability, k) => {
      probabilities[k]![row] = probability;
    });
  }
  return probabilities;
}

/** 1 for each weight, and 1 for each pair of biases. */
function penaltyHessian(classes: number, width: number): Float64Array {
  const size = classes * width;
  const hessian = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    if (!isBias(i, width)) hessian[i * size + i] = 1;
    else for (let j = width - 1; j <= i; j += width) hessian[i * size + j] = 1;
  }
  return hessian;
}

function addPull(gradient: Float64Array, { matrix, rows }: Design, pull: (row: number) => number): void {
  const width = gradient.length;
  for (let row = 0; row < rows; row++) {
    const slope = pull(row);
    for (let i = 0; i < width; i++) gradient[i]! += slope * matrix[row * width + i]!;
  }
}

/**
 * The lower triangle of `Xᵀ diag(weights) X`. One such matrix at a time stays in the first cache, where the whole Hessian
 * would not; four rows at a time share each visit of an entry.
 */
function weightedGram({ matrix, width, rows }: Design, weights: Float64Array): Float64Array {
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rows; row += 4) {
    // Beyond the last row, row 0 stands in with weight 0.
    const at = [0, 1, 2, 3].map((offset) => (row + offset < rows ? (row + offset) * width : 0));
    const weight = [0, 1, 2, 3].map((offset) => weights[row + offset] ?? 0);
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

/** Adds a symmetric block, given by its lower triangle, at the rows of class k and the columns of class l <= k. */
function addBlock(hessian: Float64Array, classes: number, k: number, l: number, gram: Float64Array): void {
  const size = Math.sqrt(hessian.length);
  const width = size / classes;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = gram[i * width + j]!;
      hessian[(k * width + i) * size + l * width + j]! += value;
      if (k !== l && i !== j) hessian[(k * width + j) * size + l * width + i]! += value;
    }
  }
}

function rowLogits({ matrix, width }: Design, parameters: Float64Array, classes: number, row: number): Float64Array {
  const logits = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (parameters[k * width + i] ?? 0) * (matrix[row * width + i] ?? 0);
    logits[k] = sum;
  }
  return logits;
}

function isBias(index: number, width: number): boolean {
  return index % width === width - 1;
}
