import type { Activation } from "../network/activation.ts";
import type { AffineLayer, Layer } from "../network/layers.ts";
import { type Affine, foldMatrix, foldScales } from "./fold-affine.ts";

/** Layers of which no two affine ones follow each other, and what was folded. */
export interface FoldedLayers {
  readonly layers: readonly Layer[];
  /** Activations that turned out to be lines, by their place among all activations. */
  readonly lines: readonly number[];
}

/** Folds chains of affine layers into one; an activation that is a line is affine itself. */
export function foldLayers(layers: readonly Layer[]): FoldedLayers {
  const folded: Layer[] = [];
  const lines: number[] = [];
  let activations = 0;
  for (const layer of layers) {
    const last = folded.at(-1);
    if (layer.kind === "activation") {
      const line = lineOf(layer.activation);
      if (line === undefined) folded.push(layer);
      else {
        const [scale, shift] = line.map((value) => new Float64Array(layer.width).fill(value)) as [
          Float64Array,
          Float64Array,
        ];
        folded[folded.length - 1] = asLayer(foldScales(last as AffineLayer, scale, shift));
        lines.push(activations);
      }
      activations++;
    } else if (last?.kind === "affine")
      folded[folded.length - 1] = asLayer(foldMatrix(last, layer.weights, layer.bias));
    else folded.push(layer);
  }
  return { layers: Object.freeze(folded), lines };
}

/** Scale and shift of an activation that is a line. */
function lineOf({ name, coefficients }: Activation): readonly [scale: number, shift: number] | undefined {
  const isLine = name === "polynomial" && coefficients.slice(2).every((coefficient) => coefficient === 0);
  return isLine ? [coefficients[1] ?? 0, coefficients[0] ?? 0] : undefined;
}

const asLayer = ({ inputs, outputs, weights, bias }: Affine): AffineLayer =>
  Object.freeze({ kind: "affine", inputs, outputs, weights: weights!, bias });
