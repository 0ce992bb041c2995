import { createLinearModel, type LinearModel } from "../linear-model.ts";
import { multinomialObjective } from "./multinomial-objective.ts";
import { minimizeByNewton } from "./newton.ts";
import {
  checkLabels,
  checkLinearOptions,
  createDesign,
  type GeneralizedLinearOptions,
  invalidInput,
  startingParameters,
} from "./training-input.ts";

/** Rows to learn several classes from. */
export interface MulticlassData {
  /** Input vectors, each as long as `featureNames`. */
  readonly rows: readonly ArrayLike<number>[];
  /** The class of each row, a position in `outputNames`. */
  readonly labels: readonly number[];
  readonly featureNames: readonly string[];
  /** Names of the outputs, the logits of the classes; at least 2. */
  readonly outputNames: readonly string[];
}

/**
 * Multinomial (softmax) regression with an L2 penalty, at the optimum of scikit-learn's objective
 * `|W|² / 2 + C · Σ cross entropy`, whose biases are not penalized and sum to 0. Found by `minimizeByNewton`.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`, `TRAINING_ONE_CLASS` or `TRAINING_NOT_CONVERGED`, as
 * `trainLogisticRegression`
 * @example
 * const model = trainMultinomialRegression({ rows, labels, featureNames, outputNames: ["setosa", "versicolor", "virginica"] });
 */
export function trainMultinomialRegression(data: MulticlassData, options: GeneralizedLinearOptions = {}): LinearModel {
  const settings = checkLinearOptions(options);
  const classes = data.outputNames.length;
  if (classes < 2) throw invalidInput("outputNames", "at least 2 classes", `${classes}`);
  const design = createDesign(data.rows, data.featureNames.length);
  const labels = checkLabels(data.labels, design.rows, classes);
  const objective = multinomialObjective(design, labels, classes, settings.inverseRegularization);
  const { width } = design;
  const start = options.start && startingParameters(options.start, width - 1, classes);
  const parameters = minimizeByNewton(objective, settings, start);
  return createLinearModel({
    featureNames: data.featureNames,
    outputNames: data.outputNames,
    weights: parameters.filter((_, index) => index % width !== width - 1),
    bias: parameters.filter((_, index) => index % width === width - 1),
  });
}
