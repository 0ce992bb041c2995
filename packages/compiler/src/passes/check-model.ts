import type { LinearModel } from "@velum/model";
import { VelumError } from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema, preprocessedNames } from "@velum/tabular";
import type { CompileOptions } from "../options.ts";

/** The smallest promise: eight times the flooding that the policy asks for. */
const MINIMUM_ERROR: number = 2 ** -8;
const DEFAULT_ERROR = 0.004;

/** A model and options that fit each other; everything later relies on it. */
export interface CheckedModel {
  readonly options: Required<CompileOptions>;
  /** k x d, row-major. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  /** k. */
  readonly outputs: number;
  /** d. */
  readonly features: number;
}

/**
 * Checks shapes and numbers, and fills in the options.
 * @throws VelumError COMPILE_MODEL, COMPILE_OPTION; TabularError for schema, preprocessing and post-processing
 */
export function checkModel(model: LinearModel, options: CompileOptions): CheckedModel {
  const schema = checkSchema(options.schema);
  const preprocessing = checkPreprocessing(options.preprocessing, schema);
  const postprocessing = checkPostprocessing(options.postprocessing);
  const names = preprocessedNames(preprocessing);
  checkShapes(model, names);
  const outputs = options.outputs ?? model.outputNames;
  if (outputs.length !== model.outputNames.length) {
    throw invalid("outputs", `${model.outputNames.length} names`, String(outputs.length));
  }
  return Object.freeze({
    options: Object.freeze({
      ...options,
      title: options.title ?? options.name,
      schema,
      preprocessing,
      postprocessing,
      outputs: Object.freeze([...outputs]),
      protection: checkProtectionLevel(options.protection),
      maxError: checkError(options.maxError ?? DEFAULT_ERROR),
    }),
    weights: model.weights,
    biases: model.bias,
    outputs: outputs.length,
    features: names.length,
  });
}

function checkShapes({ weights, bias, featureNames, outputNames }: LinearModel, names: readonly string[]): void {
  if (names.length !== featureNames.length || names.some((name, i) => name !== featureNames[i])) {
    throw invalid("featureNames", "the preprocessing's outputs in order", "other names");
  }
  const length = featureNames.length * outputNames.length;
  if (length === 0 || weights.length !== length) throw invalid("weights", `${length} numbers`, String(weights.length));
  if (bias.length !== outputNames.length) throw invalid("bias", `${outputNames.length} numbers`, String(bias.length));
  if (![...weights, ...bias].every(Number.isFinite)) throw invalid("weights", "finite numbers", "NaN or an infinity");
}

function checkProtectionLevel(level: CompileOptions["protection"]): CompileOptions["protection"] {
  if (level === "standard" || level === "strong") return level;
  throw new VelumError("COMPILE_OPTION", {
    argument: "protection",
    expected: "standard or strong",
    got: "another value",
  });
}

function checkError(maxError: number): number {
  if (maxError >= MINIMUM_ERROR && maxError <= 2 ** 20) return maxError;
  throw new VelumError("COMPILE_OPTION", {
    argument: "maxError",
    expected: `a number from ${MINIMUM_ERROR} to 2^20`,
    got: String(maxError),
  });
}

const invalid = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("COMPILE_MODEL", { argument, expected, got });
