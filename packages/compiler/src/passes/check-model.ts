import { VelumError } from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema, preprocessedNames } from "@velum/tabular";
import type { CompileOptions, LinearModelLike } from "../options.ts";

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
export function checkModel(model: LinearModelLike, options: CompileOptions): CheckedModel {
  const schema = checkSchema(options.schema);
  const preprocessing = checkPreprocessing(options.preprocessing, schema);
  const postprocessing = checkPostprocessing(options.postprocessing);
  const outputs = model.weights.length;
  const features = preprocessedNames(preprocessing).length;
  checkShapes(model, features);
  const weights = Float64Array.from(model.weights.flatMap((row) => Array.from(row)));
  const biases = Float64Array.from(model.biases);
  if (![...weights, ...biases].every(Number.isFinite)) throw invalid("weights", "finite numbers", "NaN or an infinity");
  const names = options.outputs ?? defaultNames(postprocessing.name, outputs);
  if (names.length !== outputs) throw invalid("outputs", `${outputs} names`, String(names.length));
  return Object.freeze({
    options: Object.freeze({
      ...options,
      title: options.title ?? options.name,
      schema,
      preprocessing,
      postprocessing,
      outputs: Object.freeze([...names]),
      protection: checkProtectionLevel(options.protection),
      maxError: checkError(options.maxError ?? DEFAULT_ERROR),
    }),
    weights,
    biases,
    outputs,
    features,
  });
}

function checkShapes({ weights, biases }: LinearModelLike, features: number): void {
  if (weights.length === 0) throw invalid("weights", "at least one row", "none");
  if (biases.length !== weights.length) throw invalid("biases", `${weights.length} numbers`, String(biases.length));
  for (const row of weights) {
    if (row.length !== features)
      throw invalid("weights", `rows of ${features}, as preprocessing makes`, String(row.length));
  }
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

const defaultNames = (name: string, outputs: number): readonly string[] =>
  outputs === 1 ? [name] : Array.from({ length: outputs }, (_, i) => `${name}-${i + 1}`);

const invalid = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("COMPILE_MODEL", { argument, expected, got });
