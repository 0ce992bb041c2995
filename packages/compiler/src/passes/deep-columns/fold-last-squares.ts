import type { AffineLayer } from "../../network/layers.ts";

/** Affine layers with the square of every value between them. */
export interface SquareLayers {
  readonly layers: readonly AffineLayer[];
}

/** A network of squares whose last hidden layer carries the sizes of the output's weights. */
export interface FoldedNetwork extends SquareLayers {
  /** Of a single output: what its squares are multiplied by, in place of weights. */
  readonly signs: readonly (1 | -1)[] | null;
}

/**
 * Multiplies row k of the last hidden layer by g_k, the root of its largest output weight, and divides the weights by g_k^2: all
 * squares count alike, and a single output needs signs alone (parameters, rule 8).
 */
export function foldLastSquares({ layers }: SquareLayers): FoldedNetwork {
  const [hidden, output] = layers.slice(-2) as [AffineLayer, AffineLayer];
  const { inputs, outputs } = output;
  const weight = (c: number, k: number): number => output.weights[c * inputs + k]!;
  const sizes = Array.from({ length: inputs }, (_, k) =>
    Math.sqrt(Math.max(...Array.from({ length: outputs }, (__, c) => Math.abs(weight(c, k))))),
  );
  const scaled: AffineLayer = {
    ...hidden,
    weights: hidden.weights.map((value, i) => value * sizes[Math.floor(i / hidden.inputs)]!),
    bias: hidden.bias.map((value, k) => value * sizes[k]!),
  };
  const rest: AffineLayer = {
    ...output,
    weights: output.weights.map((value, i) => (value === 0 ? 0 : value / sizes[i % inputs]! ** 2)),
  };
  return Object.freeze({
    layers: Object.freeze([...layers.slice(0, -2), scaled, rest]),
    signs: outputs === 1 ? sizes.map((_, k) => (weight(0, k) < 0 ? -1 : 1)) : null,
  });
}
