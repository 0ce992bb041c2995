import { createLinearModel, type LinearModel } from "../linear-model.ts";
import { logisticObjective } from "./logistic-objective.ts";
import { minimizeByNewton } from "./newton.ts";
import {
  checkLabels,
  checkLinearOptions,
  createDesign,
  type GeneralizedLinearOptions,
  startingParameters,
} from "./training-input.ts";

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
export type LogisticRegressionOptions = GeneralizedLinearOptions;

/**
 * Logistic regression with an L2 penalty, at the optimum of scikit-learn's objective `|w|² / 2 + C · Σ log loss`, whose
 * bias is not penalized. Found by `minimizeByNewton`; the Hessian is at least the identity on the weights, so no weight
 * is further from its optimum than about `tolerance`.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`, `TRAINING_ONE_CLASS`, or `TRAINING_NOT_CONVERGED` when
 * `maximumIterations` do not suffice or the classes are separable and the penalty too weak for float64
 * @example
 * const model = trainLogisticRegression({ rows: [[0], [1], [2]], labels: [0, 0, 1], featureNames: ["x"], outputName: "y" });
 */
export function trainLogisticRegression(data: TrainingData, options: LogisticRegressionOptions = {}): LinearModel {
  const settings = checkLinearOptions(options);
  const design = createDesign(data.rows, data.featureNames.length);
  const labels = checkLabels(data.labels, design.rows, 2);
  const objective = logisticObjective(design, labels, settings.inverseRegularization);
  const start = options.start && startingParameters(options.start, design.width - 1, 1);
  const parameters = minimizeByNewton(objective, settings, start);
  return createLinearModel({
    featureNames: data.featureNames,
    outputNames: [data.outputName],
    weights: parameters.subarray(0, -1),
    bias: parameters.subarray(-1),
  });
}
