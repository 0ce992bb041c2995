import { compilableLinear, compile } from "@velum/compiler";
import { type LoadedModel, loadModel } from "@velum/evaluator";
import { createLinearModel } from "@velum/model";
import { type ProtectionLevel, readBundle } from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";

/** 0.03 (age - 50) + 0.8 sick - 0.5 well - 0.4: the model of these tests, in the clear. */
export const clearLogit = (age: number, state: "sick" | "well"): number =>
  0.03 * (age - 50) + (state === "sick" ? 0.8 : -0.5) - 0.4;

const schema = checkSchema({
  features: [
    { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 18, maximum: 100, optional: false },
    {
      kind: "categorical",
      name: "state",
      label: "State",
      optional: false,
      categories: [
        { code: "sick", label: "Sick" },
        { code: "well", label: "Well" },
      ],
    },
  ],
});

const preprocessing = checkPreprocessing(
  {
    steps: [
      { feature: "age", encode: { kind: "standardize", mean: 50, scale: 10 } },
      { feature: "state", encode: { kind: "one-hot", categories: ["sick", "well"] } },
    ],
  },
  schema,
);

/** The model, compiled and loaded as a server would. */
export function servedModel(protection: ProtectionLevel = "standard"): Promise<LoadedModel> {
  const featureNames = ["age", "state=sick", "state=well"];
  const weights = [0.3, 0.8, -0.5];
  const linear = createLinearModel({ featureNames, outputNames: ["logit"], weights, bias: [-0.4] });
  const postprocessing = checkPostprocessing({ kind: "sigmoid", name: "risk", labels: ["no", "yes"], threshold: 0.5 });
  const model = compilableLinear(linear, { schema, preprocessing, postprocessing });
  const { bundle } = compile(model, { name: "test", version: "1", protection, plans: ["dot"] });
  return loadModel(readBundle(bundle));
}
