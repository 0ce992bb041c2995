import type { AffineLayer } from "../network/layers.ts";
import type { EncodedColumn } from "./feature-encoder.ts";

/** The first layer as a layer of the encrypted numbers: what the client no longer does is folded into it. */
export function foldTable(layer: AffineLayer, columns: readonly EncodedColumn[], inputs: number): AffineLayer {
  const { outputs } = layer;
  const weights = new Float64Array(outputs * inputs);
  const bias = Float64Array.from(layer.bias);
  for (let row = 0; row < outputs; row++) {
    columns.forEach(({ terms, constant }, column) => {
      const weight = layer.weights[row * layer.inputs + column]!;
      for (const { place, factor } of terms) weights[row * inputs + place]! += weight * factor;
      bias[row]! += weight * constant;
    });
  }
  return Object.freeze({ kind: "affine", inputs, outputs, weights, bias });
}
