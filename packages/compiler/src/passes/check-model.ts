import { PLAN_NAMES, VelumError } from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema, preprocessedNames } from "@velum/tabular";
import type { CompilableModel } from "../model/compilable-model.ts";
import { checkRangeData } from "../model/range-data.ts";
import type { AffineLayer, Layer } from "../network/layers.ts";
import type { CompileOptions } from "../options.ts";

/** The smallest promise: eight times the flooding that the policy asks for. */
const MINIMUM_ERROR: number = 2 ** -8;

/** Options with everything filled in that has a fixed default. */
export interface CheckedOptions extends CompileOptions {
  readonly title: string;
  readonly allowModelDisclosure: boolean;
}

/** A model and options that fit each other; everything later relies on it. */
export interface CheckedModel extends CompilableModel {
  readonly options: CheckedOptions;
  /** Numbers that the client encrypts for one row. */
  readonly features: number;
}

/**
 * Checks shapes and numbers, and fills in the options.
 * @throws VelumError COMPILE_MODEL, COMPILE_OPTION, COMPILE_RANGE_DATA; TabularError for schema, preprocessing, post-processing
 */
export function checkModel(model: CompilableModel, options: CompileOptions): CheckedModel {
  const schema = checkSchema(model.schema);
  const preprocessing = checkPreprocessing(model.preprocessing, schema);
  const features = preprocessedNames(preprocessing).length;
  checkLayers(model.layers, features, model.outputs.length);
  return Object.freeze({
    ...model,
    schema,
    preprocessing,
    postprocessing: checkPostprocessing(model.postprocessing, model.outputs.length),
    outputs: Object.freeze([...model.outputs]),
    options: checkOptions(options),
    features,
  });
}

function checkLayers(layers: readonly Layer[], features: number, outputs: number): void {
  let width = features;
  layers.forEach((layer, i) => {
    const argument = `layers[${i}]`;
    const inputs = layer.kind === "affine" ? layer.inputs : layer.width;
    if (inputs !== width) throw invalid(argument, `${width} inputs`, String(inputs));
    if (layer.kind === "affine") checkAffine(layer, argument);
    width = layer.kind === "affine" ? layer.outputs : layer.width;
  });
  const ends = [layers[0], layers.at(-1)].every((layer) => layer?.kind === "affine");
  if (!ends) throw invalid("layers", "an affine layer first and last", "another order");
  if (width !== outputs) throw invalid("outputs", `${width} names`, String(outputs));
}

function checkAffine({ inputs, outputs, weights, bias }: AffineLayer, argument: string): void {
  const length = inputs * outputs;
  if (length === 0 || weights.length !== length) {
    throw invalid(`${argument}.weights`, `${length} numbers`, String(weights.length));
  }
  if (bias.length !== outputs) throw invalid(`${argument}.bias`, `${outputs} numbers`, String(bias.length));
  if (!weights.every(Number.isFinite) || !bias.every(Number.isFinite)) {
    throw invalid(argument, "finite numbers", "NaN or an infinity");
  }
}

function checkOptions(options: CompileOptions): CheckedOptions {
  const { protection, maxError, plans, rangeData } = options;
  if (protection !== "standard" && protection !== "strong") {
    throw wrongOption("protection", "standard or strong", "another value");
  }
  if (maxError !== undefined && !(maxError >= MINIMUM_ERROR && maxError <= 2 ** 20)) {
    throw wrongOption("maxError", `a number from ${MINIMUM_ERROR} to 2^20`, String(maxError));
  }
  if (plans !== undefined) checkPlans(plans);
  return Object.freeze({
    ...options,
    title: options.title ?? options.name,
    allowModelDisclosure: options.allowModelDisclosure ?? false,
    ...(rangeData === undefined ? {} : { rangeData: checkRangeData(rangeData) }),
  });
}

function checkPlans(plans: NonNullable<CompileOptions["plans"]>): void {
  const known = plans.every((plan) => PLAN_NAMES.includes(plan));
  if (known && plans.length > 0 && new Set(plans).size === plans.length) return;
  throw wrongOption("plans", `some of ${PLAN_NAMES.join(", ")}, none twice`, "another list");
}

const invalid = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("COMPILE_MODEL", { argument, expected, got });

const wrongOption = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("COMPILE_OPTION", { argument, expected, got });
