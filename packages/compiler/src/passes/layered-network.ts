import type { ActivationLayer, AffineLayer, Layer } from "../network/layers.ts";

/** An affine map, and what is applied to each of its values. */
export interface HiddenLayer {
  readonly affine: AffineLayer;
  readonly activation: ActivationLayer["activation"];
}

/** What plans compute: an affine map, or several with activations between them. */
export interface LayeredNetwork {
  readonly features: number;
  readonly outputs: number;
  readonly hidden: HiddenLayer | null;
  /** Further hidden layers. */
  readonly middle: readonly HiddenLayer[];
  /** Reads the features, or the last hidden layer. */
  readonly output: AffineLayer;
}

/** The layers of a folded network by what they are, whatever their number. */
export function layeredNetwork(layers: readonly Layer[]): LayeredNetwork {
  const output = layers.at(-1) as AffineLayer;
  const hidden = layers.slice(0, -1).flatMap((layer, i): HiddenLayer[] => {
    const next = layers[i + 1]!;
    return layer.kind === "affine" && next.kind === "activation"
      ? [Object.freeze({ affine: layer, activation: next.activation })]
      : [];
  });
  const [first = null, ...middle] = hidden;
  const { inputs } = layers[0] as AffineLayer;
  return Object.freeze({
    features: inputs,
    outputs: output.outputs,
    output,
    hidden: first,
    middle: Object.freeze(middle),
  });
}
