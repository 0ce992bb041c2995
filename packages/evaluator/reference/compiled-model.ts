import { compilableLinear, compile } from "@velum/compiler";
import { createLinearModel, type LinearModel } from "@velum/model";
import { type ProtectionLevel, readBundle } from "@velum/protocol";
import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";
import { type LoadedModel, loadModel } from "../src/load-model.ts";

/** A model in the clear and the same one ready to answer encrypted requests. */
export interface CompiledModel {
  readonly clear: LinearModel;
  readonly loaded: LoadedModel;
}

/** Compiles a linear model of features in [-4, 4], through a bundle's bytes, as an operator would load it. */
export async function compiledModel(
  weights: readonly number[],
  bias: number,
  protection: ProtectionLevel = "standard",
): Promise<CompiledModel> {
  const featureNames = weights.map((_, j) => `x${j}`);
  const features = featureNames.map((name) => ({
    kind: "numeric",
    name,
    label: name,
    unit: "",
    minimum: -4,
    maximum: 4,
    optional: false,
  }));
  const schema = checkSchema({ features });
  const steps = featureNames.map((feature) => ({ feature, encode: { kind: "number" } }));
  const clear = createLinearModel({ featureNames, outputNames: ["logit"], weights, bias: [bias] });
  const model = compilableLinear(clear, {
    schema,
    preprocessing: checkPreprocessing({ steps }, schema),
    postprocessing: checkPostprocessing({ kind: "sigmoid", name: "risk", labels: ["no", "yes"], threshold: 0.5 }),
  });
  const { bundle } = compile(model, { name: "test", version: "1", protection, plans: ["dot"] });
  return { clear, loaded: await loadModel(readBundle(bundle)) };
}
