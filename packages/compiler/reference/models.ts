import { readFileSync } from "node:fs";
import {
  createLinearModel,
  type HeartModel,
  heartTableFromRecords,
  type LinearModel,
  trainHeartModel,
} from "@velum/model";
import {
  checkPostprocessing,
  checkPreprocessing,
  checkSchema,
  type LabelledTable,
  type Preprocessing,
  preprocessedNames,
  type TableSchema,
} from "@velum/tabular";
import fc from "fast-check";
import { type CompilableModel, compilableLinear } from "../src/model/compilable-model.ts";
import type { CompileOptions } from "../src/options.ts";

const lines = readFileSync(new URL("../../../data/heart-disease.csv", import.meta.url), "utf8")
  .trim()
  .split(/\r?\n/);
const [header, ...records] = lines.map((line) => line.split(","));

/** The heart data and the model trained on it. */
export function heart(): { readonly table: LabelledTable; readonly model: HeartModel } {
  const table = heartTableFromRecords(header!, records);
  return { table, model: trainHeartModel(table, 7) };
}

/** A model with what surrounds it, ready for `compile`. */
export interface Sample {
  readonly linear: LinearModel;
  readonly model: CompilableModel;
  readonly options: CompileOptions;
}

/** Features by kind: an interval, or a one-hot group of so many categories, complete or without its last. */
export type FeatureShape =
  | { readonly kind: "numeric"; readonly minimum: number; readonly width: number }
  | { readonly kind: "one-hot"; readonly categories: number; readonly complete: boolean };

export const featureShapes: fc.Arbitrary<FeatureShape[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("numeric" as const),
      minimum: fc.double({ min: -4, max: 3, noNaN: true }),
      width: fc.double({ min: 0.5, max: 5, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant("one-hot" as const),
      categories: fc.integer({ min: 2, max: 6 }),
      complete: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** Schema and preprocessing of some features. */
export function tableOf(shapes: readonly FeatureShape[]): {
  readonly schema: TableSchema;
  readonly preprocessing: Preprocessing;
} {
  const schema = checkSchema({
    features: shapes.map((shape, i) => ({
      name: `f${i}`,
      label: `Feature ${i}`,
      optional: false,
      ...(shape.kind === "numeric"
        ? { kind: "numeric", unit: "", minimum: shape.minimum, maximum: shape.minimum + shape.width }
        : {
            kind: "categorical",
            categories: Array.from({ length: shape.categories }, (_, code) => ({ code, label: `c${code}` })),
          }),
    })),
  });
  const steps = shapes.map((shape, i) => ({
    feature: `f${i}`,
    encode:
      shape.kind === "numeric"
        ? { kind: "number" }
        : {
            kind: "one-hot",
            categories: Array.from({ length: shape.categories - (shape.complete ? 0 : 1) }, (_, code) => code),
          },
  }));
  return { schema, preprocessing: checkPreprocessing({ steps }, schema) };
}

/** A linear model over such features. */
export function sample(
  shapes: readonly FeatureShape[],
  outputs: number,
  weight: (i: number) => number,
  options: Partial<CompileOptions> = {},
): Sample {
  const { schema, preprocessing } = tableOf(shapes);
  const featureNames = preprocessedNames(preprocessing);
  const outputNames = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const count = featureNames.length * outputs;
  const linear = createLinearModel({
    featureNames,
    outputNames,
    weights: Array.from({ length: count }, (_, i) => weight(i)),
    bias: Array.from({ length: outputs }, (_, i) => weight(count + i)),
  });
  const reading = { kind: "values", name: "y", steps: [] };
  const postprocessing = checkPostprocessing({ kind: "outputs", outputs: [reading] }, outputs);
  return {
    linear,
    model: compilableLinear(linear, { schema, preprocessing, postprocessing }),
    options: { name: "sample", version: "1", protection: "standard", ...options },
  };
}

/** Numbers in [-1, 1) that look random, the same for the same seed. */
export const noise =
  (seed: number): ((i: number) => number) =>
  (i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  };
