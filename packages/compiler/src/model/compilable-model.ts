import type { LinearModel } from "@velum/model";
import { VelumError } from "@velum/protocol";
import { type Postprocessing, type Preprocessing, preprocessedNames, type TableSchema } from "@velum/tabular";
import type { Layer } from "../network/layers.ts";

/**
 * A model in the clear as the compiler takes it: what the client does before, the layers that are computed on encrypted
 * numbers, and what the client does afterwards.
 */
export interface CompilableModel {
  readonly schema: TableSchema;
  readonly preprocessing: Preprocessing;
  /** Affine layers and activations in turn, an affine one first and last. */
  readonly layers: readonly Layer[];
  readonly postprocessing: Postprocessing;
  /** Names of the last layer's outputs. */
  readonly outputs: readonly string[];
  /** Where the ranges of the schema come from. */
  readonly ranges: RangeOrigin;
}

/** `assumed` ranges are for a first look without data; nothing is compiled for use with them. */
export type RangeOrigin = "schema" | "range data" | "assumed";

/**
 * A linear model with what surrounds it.
 * @throws VelumError COMPILE_MODEL if its features are not the preprocessing's outputs
 * @example compile(compilableLinear(model, { schema, preprocessing, postprocessing }), { name: "heart", version: "1", protection: "standard" })
 */
export function compilableLinear(
  { weights, bias, featureNames, outputNames }: LinearModel,
  tables: Pick<CompilableModel, "schema" | "preprocessing" | "postprocessing">,
): CompilableModel {
  const names = preprocessedNames(tables.preprocessing);
  if (names.length !== featureNames.length || names.some((name, i) => name !== featureNames[i])) {
    throw new VelumError("COMPILE_MODEL", {
      argument: "featureNames",
      expected: "the preprocessing's outputs in order",
      got: "other names",
    });
  }
  const { schema, preprocessing, postprocessing } = tables;
  const layer = Object.freeze({
    kind: "affine" as const,
    inputs: featureNames.length,
    outputs: outputNames.length,
    weights,
    bias,
  });
  return Object.freeze({
    schema,
    preprocessing,
    postprocessing,
    layers: Object.freeze([layer]),
    outputs: outputNames,
    ranges: "schema" as const,
  });
}
