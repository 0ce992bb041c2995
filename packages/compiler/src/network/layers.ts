import type { Activation } from "./activation.ts";

/** `weights x + bias`; the weights are outputs x inputs, row by row. */
export interface AffineLayer {
  readonly kind: "affine";
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** One function, applied to each of `width` values. */
export interface ActivationLayer {
  readonly kind: "activation";
  readonly width: number;
  readonly activation: Activation;
}

export type Layer = AffineLayer | ActivationLayer;

/** Layers in the order in which they run: affine ones and activations in turn, an affine one first and last. */
export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly Layer[];
}

/**
 * Runs a network in the clear, in float64.
 *
 * @param rows - rows x inputs, row by row
 * @returns rows x outputs
 */
export function runNetwork(network: Network, rows: Float64Array): Float64Array {
  return network.layers.reduce(runLayer, rows);
}

function runLayer(values: Float64Array, layer: Layer): Float64Array {
  return layer.kind === "activation"
    ? values.map((value) => layer.activation.evaluate(value))
    : runAffine(values, layer);
}

function runAffine(values: Float64Array, { inputs, outputs, weights, bias }: AffineLayer): Float64Array {
  const results = new Float64Array((values.length / inputs) * outputs);
  for (let i = 0; i < results.length; i++) {
    const [row, output] = [Math.floor(i / outputs), i % outputs];
    let sum = bias[output]!;
    for (let k = 0; k < inputs; k++) sum += weights[output * inputs + k]! * values[row * inputs + k]!;
    results[i] = sum;
  }
  return results;
}
