import type { LinearModel } from "../linear-model.ts";
import { ModelError } from "../model-error.ts";

/** Input vectors as one matrix, with a column of ones behind the features for the bias. */
export interface Design {
  /** Row-major, rows x width; the last of each row is 1. */
  readonly matrix: Float64Array;
  /** Features and the bias. */
  readonly width: number;
  readonly rows: number;
}

/** How a generalized linear model is trained. */
export interface GeneralizedLinearOptions {
  /** scikit-learn's `C`: the weight of the rows against the penalty `|w|² / 2`; small is a strong penalty. Default 1. */
  readonly inverseRegularization?: number;
  /** Largest Newton decrement at the end, see `minimizeByNewton`. Default 1e-8. */
  readonly tolerance?: number;
  /** Default 100; a few are used. */
  readonly maximumIterations?: number;
  /** A model of the same shape to start from, trained with another penalty say: fewer iterations, the same optimum. */
  readonly start?: LinearModel;
}

/** The options with their defaults. */
export type GeneralizedLinearSettings = Required<Omit<GeneralizedLinearOptions, "start">>;

/**
 * Checks the input vectors and lays them out.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`
 */
export function createDesign(rows: readonly ArrayLike<number>[], features: number): Design {
  if (features === 0) throw invalidInput("featureNames", "at least one feature", "none");
  if (rows.length === 0) throw invalidInput("rows", "at least one row", "none");
  const width = features + 1;
  const matrix = new Float64Array(rows.length * width).fill(1);
  rows.forEach((row, index) => {
    if (row.length !== features) throw invalidInput(`rows[${index}]`, `${features} numbers`, `${row.length}`);
    matrix.set(row, index * width);
  });
  if (!matrix.every(Number.isFinite)) throw invalidInput("rows", "finite numbers", "another value");
  return { matrix, width, rows: rows.length };
}

/**
 * Checks the class of each row.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`, `TRAINING_ONE_CLASS`, or `TRAINING_CLASS_MISSING` where another class has no row
 */
export function checkLabels(labels: readonly number[], rows: number, classes: number): Float64Array {
  if (labels.length !== rows) throw invalidInput("labels", `${rows} labels`, `${labels.length}`);
  if (!labels.every((label) => Number.isInteger(label) && label >= 0 && label < classes)) {
    throw invalidInput("labels", `integers from 0 to ${classes - 1} alone`, "another value");
  }
  const present = new Set(labels).size;
  if (present < 2) throw new ModelError("TRAINING_ONE_CLASS", "labels", `rows of ${classes} classes`, "one class");
  if (present < classes) {
    throw new ModelError("TRAINING_CLASS_MISSING", "labels", `rows of ${classes} classes`, `rows of ${present}`);
  }
  return Float64Array.from(labels);
}

/**
 * Checks the quantity of each row.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID`
 */
export function checkQuantities(targets: readonly number[], rows: number): Float64Array {
  if (targets.length !== rows) throw invalidInput("targets", `${rows} targets`, `${targets.length}`);
  if (!targets.every(Number.isFinite)) throw invalidInput("targets", "finite numbers", "another value");
  return Float64Array.from(targets);
}

/** The options with their defaults. */
export function checkLinearOptions(options: GeneralizedLinearOptions): GeneralizedLinearSettings {
  const { inverseRegularization = 1, tolerance = 1e-8, maximumIterations = 100 } = options;
  requirePositive("inverseRegularization", inverseRegularization);
  requirePositive("tolerance", tolerance);
  requireCount("maximumIterations", maximumIterations);
  return { inverseRegularization, tolerance, maximumIterations };
}

/**
 * The parameters of a model as an objective takes them: class after class, its weights and then its bias.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID` for a model of another shape
 */
export function startingParameters(model: LinearModel, features: number, outputs: number): Float64Array {
  const { weights, bias } = model;
  if (bias.length !== outputs || weights.length !== features * outputs) {
    throw invalidInput("start", `a model of ${features} features and ${outputs} outputs`, "another shape");
  }
  const width = features + 1;
  return Float64Array.from({ length: width * outputs }, (_, index) => {
    const [output, i] = [Math.floor(index / width), index % width];
    return (i === features ? bias[output] : weights[output * features + i]) ?? 0;
  });
}

/** Refuses all but finite numbers above 0. */
export function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw invalidInput(argument, "a number above 0", "another value");
}

/** Refuses all but integers of at least 1. */
export function requireCount(argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw invalidInput(argument, "a positive integer", "another value");
}

/** `TRAINING_INPUT_INVALID`. */
export function invalidInput(argument: string, expected: string, got: string): ModelError {
  return new ModelError("TRAINING_INPUT_INVALID", argument, expected, got);
}
