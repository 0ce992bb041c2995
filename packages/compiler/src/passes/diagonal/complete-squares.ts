import type { AffineLayer } from "../../network/layers.ts";
import type { Neuron } from "../fit-activation.ts";

/**
 * A layer, parabolas of its values and the next layer, as two layers with plain squares between them: a z^2 + b z + c is
 * a (z + b / 2a)^2 and a constant. Each row is multiplied by a size, so that all squares count about alike in the next layer.
 */
export function completeSquares(
  layer: AffineLayer,
  neurons: readonly Neuron[],
  next: AffineLayer,
): readonly [AffineLayer, AffineLayer] {
  const parabolas = neurons.map(({ polynomial: [c = 0, b = 0, a = 0] }) =>
    a === 0 ? { a, shift: 0, constant: c } : { a, shift: b / (2 * a), constant: c - b ** 2 / (4 * a) },
  );
  const width = neurons.length;
  const sizes = parabolas.map(({ a }, k) => {
    const column = Array.from({ length: next.outputs }, (_, row) => Math.abs(next.weights[row * width + k]!));
    return Math.sqrt(Math.abs(a) * Math.max(...column));
  });
  const before: AffineLayer = {
    ...layer,
    weights: layer.weights.map((weight, i) => weight * sizes[Math.floor(i / layer.inputs)]!),
    bias: layer.bias.map((bias, k) => (bias + parabolas[k]!.shift) * sizes[k]!),
  };
  const after: AffineLayer = {
    ...next,
    weights: next.weights.map((weight, i) => {
      const k = i % width;
      return sizes[k] === 0 ? 0 : (weight * parabolas[k]!.a) / sizes[k]! ** 2;
    }),
    bias: next.bias.map((bias, row) =>
      parabolas.reduce((sum, { constant }, k) => sum + next.weights[row * width + k]! * constant, bias),
    ),
  };
  return [Object.freeze(before), Object.freeze(after)];
}
