import { checkPostprocessing } from "@velum/tabular";
import type { CompilableModel } from "../src/model/compilable-model.ts";
import { type Activation, SQUARE } from "../src/network/activation.ts";
import { tableOf } from "./models.ts";
import { type NetworkShape, squareNetworkOf } from "./square-networks.ts";

/** A network of squares with features in [-1, 1]; the activation of the last hidden layer may be another. */
export function modelOf(shape: NetworkShape, last: Activation = SQUARE): CompilableModel {
  const { layers } = squareNetworkOf(shape);
  const features = Array.from(
    { length: shape.widths[0]! },
    () => ({ kind: "numeric", minimum: -1, width: 2 }) as const,
  );
  const outputs = shape.widths.at(-1)!;
  const reading = { kind: "values", name: "y", steps: [] };
  return {
    ...tableOf(features),
    layers: layers.flatMap((layer, k) => {
      const activation = k === layers.length - 2 ? last : SQUARE;
      return k === layers.length - 1 ? [layer] : [layer, { kind: "activation", width: layer.outputs, activation }];
    }),
    postprocessing: checkPostprocessing({ kind: "outputs", outputs: [reading] }, outputs),
    outputs: Array.from({ length: outputs }, (_, c) => `y${c}`),
    ranges: "schema",
  };
}
