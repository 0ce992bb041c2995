import { checkCalibration, type PlattCalibration } from "./calibration.ts";
import { checkHeldOut } from "./held-out.ts";
import { sigmoid } from "./sigmoid.ts";
import { TabularError } from "./tabular-error.ts";

const MOST_ITERATIONS = 100;
const SMALLEST_GRADIENT = 1e-9;

/**
 * Platt's calibration: logistic regression of the class on the model's logit (J. Platt, "Probabilistic Outputs for
 * Support Vector Machines and Comparisons to Regularized Likelihood Methods", 1999). The targets are smoothed as there:
 * `(n1 + 1) / (n1 + 2)` for the n1 rows of class 1 and `1 / (n0 + 2)` for the n0 others, so that separable rows do not
 * lead to certainty. Found by Newton's method with a halving line search (H.-T. Lin, C.-J. Lin, R. C. Weng, "A Note on
 * Platt's Probabilistic Outputs for Support Vector Machines", Machine Learning 68, 2007), then rounded to 3 decimals:
 * the numbers are published, and no finer figure of the rows is needed.
 *
 * @param labels - 0 and 1, of rows that the model was not trained on
 * @param logits - the model's outputs for them
 * @throws {@link TabularError} `METRIC_INPUT_INVALID`, or `CALIBRATION_IMPOSSIBLE` for one class and for logits that do
 * not rise with the class
 * @example
 * fitPlatt([0, 1, 0, 1], [-1, 0.5, 0.2, 2]); // { kind: "platt", slope: 0.92, offset: -0.4 }
 */
export function fitPlatt(labels: readonly number[], logits: readonly number[]): PlattCalibration {
  checkHeldOut(labels, logits);
  const [slope, offset] = minimize(smoothTargets(labels), logits);
  const rounded = { kind: "platt", slope: Math.round(slope * 1e3) / 1e3, offset: Math.round(offset * 1e3) / 1e3 };
  if (rounded.slope > 0) return checkCalibration(rounded) as PlattCalibration;
  throw new TabularError("CALIBRATION_IMPOSSIBLE", "logits", "logits that rise with the class", "others");
}

function smoothTargets(labels: readonly number[]): readonly number[] {
  const ones = labels.filter((label) => label === 1).length;
  const high = (ones + 1) / (ones + 2);
  const low = 1 / (labels.length - ones + 2);
  return labels.map((label) => (label === 1 ? high : low));
}

function minimize(targets: readonly number[], logits: readonly number[]): readonly [number, number] {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  let point: readonly [number, number] = [0, Math.log(mean / (1 - mean))];
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const { gradient, step } = newtonStep(targets, logits, point);
    if (Math.hypot(...gradient) < SMALLEST_GRADIENT * targets.length) break;
    point = searchLine(targets, logits, point, step, gradient);
  }
  return point;
}

type Pair = readonly [number, number];

/** The 2 x 2 system in closed form; the ridge of 1e-12 keeps it regular where all logits are equal. */
function newtonStep(targets: readonly number[], logits: readonly number[], [slope, offset]: Pair) {
  let [g1, g2, h11, h12, h22] = [0, 0, 1e-12, 0, 1e-12];
  logits.forEach((logit, row) => {
    const probability = sigmoid(slope * logit + offset);
    const pull = probability - (targets[row] ?? 0);
    const curve = probability * (1 - probability);
    g1 += pull * logit;
    g2 += pull;
    h11 += curve * logit * logit;
    h12 += curve * logit;
    h22 += curve;
  });
  const determinant = h11 * h22 - h12 * h12;
  const step: Pair = [(h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant];
  return { gradient: [g1, g2] as Pair, step };
}

function searchLine(targets: readonly number[], logits: readonly number[], from: Pair, step: Pair, slopes: Pair): Pair {
  const start = loss(targets, logits, from);
  const promise = step[0] * slopes[0] + step[1] * slopes[1];
  for (let length = 1; length > 1e-10; length /= 2) {
    const candidate: Pair = [from[0] - length * step[0], from[1] - length * step[1]];
    if (loss(targets, logits, candidate) <= start - 1e-4 * length * promise + 1e-14 * Math.abs(start)) return candidate;
  }
  return from;
}

/** Cross entropy: log(1 + e^z) - t z, of e to a negative number alone. */
function loss(targets: readonly number[], logits: readonly number[], [slope, offset]: Pair): number {
  return logits.reduce((sum, logit, row) => {
    const z = slope * logit + offset;
    return sum + Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (targets[row] ?? 0) * z;
  }, 0);
}
