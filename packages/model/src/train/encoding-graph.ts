import type { EncodeStep, Feature, FeatureSteps, Preprocessing, TableSchema } from "@velum/tabular";
import { ModelError } from "../model-error.ts";
import { addNode, type GraphDraft } from "./graph-draft.ts";

/**
 * Adds what a preprocessing does: one input a feature under the feature's name, a column of numbers or of words, then
 * imputing, encoding, and standardizing all columns at once. A missing number is NaN, a missing word the empty text.
 *
 * @returns the name of the table that the model reads
 * @throws {@link ModelError} `MODEL_INVALID` for numeric codes that are no integers: ONNX encodes integers and words
 */
export function addEncoding(draft: GraphDraft, { steps }: Preprocessing, { features }: TableSchema): string {
  const columns = steps.map((step) => {
    const feature = features.find(({ name }) => name === step.feature);
    if (feature === undefined)
      throw new ModelError("MODEL_INVALID", step.feature, "a feature of the schema", "another");
    return addColumn(draft, step, feature);
  });
  const encoded = addNode(draft, "features/encoded", { kind: "concat", axis: 1, inputs: columns });
  const scaling = steps.flatMap(({ encode }) => scalingOf(encode));
  return addNode(draft, "features/scaled", {
    kind: "scaler",
    offset: scaling.map(({ mean }) => mean),
    scale: scaling.map(({ scale }) => 1 / scale),
    inputs: [encoded],
  });
}

function addColumn(draft: GraphDraft, { impute, encode }: FeatureSteps, feature: Feature): string {
  const { name } = feature;
  const isWords = feature.kind === "categorical" && typeof feature.categories[0]?.code === "string";
  draft.inputs.push({ name, elementType: isWords ? "string" : "float", shape: [null, 1] });
  const present = impute === undefined ? name : addImputer(draft, name, feature, impute.value);
  if (encode.kind !== "one-hot") return present;
  const categories = categoriesOf(name, encode.categories);
  const marks = addNode(draft, `${name}/categories`, { kind: "oneHot", categories, zeros: true, inputs: [present] });
  const dimensions = [-1, categories.length];
  return addNode(draft, `${name}/encoded`, { kind: "reshape", dimensions, inputs: [marks] });
}

function addImputer(draft: GraphDraft, name: string, feature: Feature, value: number | string): string {
  const output = `${name}/imputed`;
  if (typeof value === "number") {
    return addNode(draft, output, {
      kind: "imputer",
      elementType: "float",
      missing: Number.NaN,
      values: [value],
      inputs: [name],
    });
  }
  // ONNX imputes numbers alone. A look-up does it for words: each is itself, the empty one the most frequent.
  const words = feature.kind === "categorical" ? feature.categories.map(({ code }) => `${code}`) : [];
  return addNode(draft, output, {
    kind: "labelEncoder",
    from: "string",
    to: "string",
    keys: [...words, ""],
    values: [...words, value],
    missing: "",
    inputs: [name],
  });
}

function categoriesOf(name: string, codes: readonly (number | string)[]): readonly number[] | readonly string[] {
  const words = codes.filter((code) => typeof code === "string");
  if (words.length === codes.length) return words;
  const integers = codes.filter((code) => Number.isSafeInteger(code)) as number[];
  if (integers.length === codes.length) return integers;
  throw new ModelError("MODEL_INVALID", name, "categories that are words or integers, to be written", "others");
}

/** One an output: a standardized quantity's own, and for the others a scaling that changes nothing. */
function scalingOf(encode: EncodeStep): readonly { readonly mean: number; readonly scale: number }[] {
  if (encode.kind === "standardize") return [encode];
  return new Array(encode.kind === "one-hot" ? encode.categories.length : 1).fill({ mean: 0, scale: 1 });
}
