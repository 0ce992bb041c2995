import { type Compilation, type CompileOptions, compilableLinear, compile } from "@velum/compiler";
import { createLinearModel } from "@velum/model";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";

/** Labels that a table program would run. */
export const LABELS = ["=1+1", "@no"] as const;

/** The score of a row by the model's own weights. */
export const scoreOf = ({ age, site }: { readonly age: number; readonly site: string }): number =>
  2 * ((age - 50) / 25) - (site === "north" ? 1 : 0) + 0.5;

/** A linear model of a number and a word, compiled in a few milliseconds. */
export function smallBundle(options: Partial<CompileOptions> = {}, weights: readonly number[] = [2, -1]): Compilation {
  const schema = checkSchema({
    features: [
      { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 0, maximum: 100, optional: false },
      {
        kind: "categorical",
        name: "site",
        label: "<b>Site</b>",
        optional: false,
        categories: ["north", "south"].map((code) => ({ code, label: code })),
      },
    ],
  });
  const preprocessing = checkPreprocessing(
    {
      steps: [
        { feature: "age", encode: { kind: "standardize", mean: 50, scale: 25 } },
        { feature: "site", encode: { kind: "one-hot", categories: ["north"] } },
      ],
    },
    schema,
  );
  const both = [{ kind: "affine", weights: [[-1], [1]], bias: [0, 0] }, { kind: "sigmoid" }];
  const postprocessing = checkPostprocessing({
    kind: "outputs",
    outputs: [
      {
        kind: "label",
        name: "label",
        steps: [],
        choice: { kind: "threshold", at: 0, inclusive: true },
        labels: LABELS,
      },
      { kind: "values", name: "probabilities", steps: both },
    ],
  });
  const model = createLinearModel({
    featureNames: ["age", "site=north"],
    outputNames: ["score"],
    weights,
    bias: [0.5],
  });
  return compile(compilableLinear(model, { schema, preprocessing, postprocessing }), {
    name: "small",
    version: "1",
    title: "Small <script>alert(1)</script>",
    protection: "standard",
    allowModelDisclosure: true,
    ...options,
  });
}
