import { checkPostprocessing, checkPreprocessing, checkSchema } from "@velum/tabular";
import type { CompilableModel } from "../src/model/compilable-model.ts";
import { type Activation, polynomialActivation, SQUARE } from "../src/network/activation.ts";
import type { AffineLayer } from "../src/network/layers.ts";
import { noise } from "./models.ts";

/** A layer with weights that look random. */
export function affineLayer(inputs: number, outputs: number, seed: number, size = 1): AffineLayer {
  const at = noise(seed);
  return {
    kind: "affine",
    inputs,
    outputs,
    weights: Float64Array.from({ length: inputs * outputs }, (_, i) => (size * at(i)) / Math.sqrt(inputs)),
    bias: Float64Array.from({ length: outputs }, (_, i) => size * at(inputs * outputs + i)),
  };
}

/** A network of features in [-1, 1] that are encrypted as they are. */
export function networkModel(
  widths: readonly number[],
  activations: readonly Activation[],
  seed: number,
): CompilableModel {
  const features = Array.from({ length: widths[0]! }, (_, i) => `f${i}`);
  const numeric = { kind: "numeric", unit: "", optional: false, minimum: -1, maximum: 1 };
  const schema = checkSchema({ features: features.map((name) => ({ ...numeric, name, label: name })) });
  const steps = features.map((feature) => ({ feature, encode: { kind: "number" } }));
  const outputs = widths.at(-1)!;
  const layers = widths.slice(1).flatMap((width, i) => {
    const affine = affineLayer(widths[i]!, width, seed + i);
    const activation = activations[i];
    return activation === undefined ? [affine] : [affine, { kind: "activation", width, activation } as const];
  });
  return {
    schema,
    preprocessing: checkPreprocessing({ steps }, schema),
    layers,
    postprocessing: checkPostprocessing(
      { kind: "outputs", outputs: [{ kind: "values", name: "y", steps: [] }] },
      outputs,
    ),
    outputs: Array.from({ length: outputs }, (_, i) => `y${i}`),
    ranges: "schema",
  };
}

/** The square, or a polynomial with coefficients that look random. */
export const polynomialOfDegree = (degree: number, seed: number): Activation =>
  degree === 2
    ? SQUARE
    : polynomialActivation(Array.from({ length: degree + 1 }, (_, k) => noise(seed)(k) + Number(k === degree)));

/** Rows in [-1, 1] that look random. */
export const rowsIn = (features: number, count: number, seed: number): readonly Float64Array[] =>
  Array.from({ length: count }, (_, r) =>
    Float64Array.from({ length: features }, (_, j) => noise(seed)(r * features + j)),
  );
