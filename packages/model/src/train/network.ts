import type { Activation } from "./activation.ts";

/** The shape of a net of dense layers and what its hidden layers do. */
export interface Network {
  /** Where each layer's numbers lie, see {@link layerPlaces}. */
  readonly places: readonly LayerPlace[];
  /** One for each hidden layer; the last layer has none. */
  readonly activations: readonly Activation[];
  /** Pre-activations beyond are penalized; see {@link backward}. */
  readonly limit: number;
  /** Weight of that penalty. */
  readonly rangePenalty: number;
}

/** Where the numbers of a layer lie among the parameters: its weights, outputs x inputs, then its biases. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly bias: number;
}

/**
 * The places of all layers.
 *
 * @param sizes - numbers of values: inputs, each hidden layer, outputs
 */
export function layerPlaces(sizes: readonly number[]): readonly LayerPlace[] {
  let next = 0;
  return sizes.slice(1).map((outputs, layer) => {
    const inputs = sizes[layer]!;
    const place = { inputs, outputs, weights: next, bias: next + inputs * outputs };
    next = place.bias + outputs;
    return place;
  });
}

/** Number of all weights and biases. */
export function parameterCount(places: readonly LayerPlace[]): number {
  return places.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

/** What a forward pass of one row leaves behind for the backward pass. */
export interface Trace {
  /** The values that each layer reads: the input first. */
  readonly values: readonly Float64Array[];
  /** The sums of each layer before its activation; those of the last are the outputs. */
  readonly sums: readonly Float64Array[];
  /** Room for the slopes of the loss by those sums. */
  readonly slopes: readonly Float64Array[];
}

/** Room for one row, used again for each. */
export function createTrace(places: readonly LayerPlace[]): Trace {
  const outputs = (): readonly Float64Array[] => places.map((place) => new Float64Array(place.outputs));
  return { values: places.map((place) => new Float64Array(place.inputs)), sums: outputs(), slopes: outputs() };
}

/** Runs one row, which must lie in `trace.values[0]`, and returns its outputs, which the trace owns. */
export function forward(network: Network, parameters: Float64Array, trace: Trace): Float64Array {
  network.places.forEach(({ inputs, outputs, weights, bias }, layer) => {
    const [x, sums] = [trace.values[layer]!, trace.sums[layer]!];
    for (let output = 0; output < outputs; output++) {
      let sum = parameters[bias + output]!;
      for (let i = 0; i < inputs; i++) sum += parameters[weights + output * inputs + i]! * x[i]!;
      sums[output] = sum;
    }
    const [activation, next] = [network.activations[layer], trace.values[layer + 1]];
    if (activation && next)
      for (let output = 0; output < outputs; output++) next[output] = activation.value(sums[output]!);
  });
  return trace.sums.at(-1)!;
}

/**
 * Adds the gradient of one row to `gradient`: reverse mode, layer by layer from the last (D. Rumelhart, G. Hinton,
 * R. Williams, "Learning Representations by Back-Propagating Errors", Nature 323, 1986). The slopes of the loss by the
 * outputs must lie in the last of `trace.slopes`.
 *
 * Each hidden sum z beyond the limit L adds `penalty · (|z| - L)²` to the loss, scaled as the row is: a polynomial
 * activation is only as good as the range that it was made for.
 *
 * @param scale - the weight of the row, for the penalty
 */
export function backward(
  network: Network,
  parameters: Float64Array,
  trace: Trace,
  gradient: Float64Array,
  scale: number,
): void {
  const { places } = network;
  for (let layer = places.length - 1; layer >= 0; layer--) {
    const { inputs, outputs, weights, bias } = places[layer]!;
    const [x, slopes] = [trace.values[layer]!, trace.slopes[layer]!];
    for (let output = 0; output < outputs; output++) {
      const slope = slopes[output]!;
      gradient[bias + output]! += slope;
      for (let i = 0; i < inputs; i++) gradient[weights + output * inputs + i]! += slope * x[i]!;
    }
    if (layer > 0) passDown(network, parameters, trace, places[layer]!, layer, scale);
  }
}

/** The slopes by the sums of the layer below: through the weights, the activation, and the penalty. */
function passDown(
  { activations, limit, rangePenalty }: Network,
  parameters: Float64Array,
  trace: Trace,
  { inputs, outputs, weights }: LayerPlace,
  layer: number,
  scale: number,
): void {
  const [above, below, sums] = [trace.slopes[layer]!, trace.slopes[layer - 1]!, trace.sums[layer - 1]!];
  const activation = activations[layer - 1]!;
  for (let i = 0; i < inputs; i++) {
    let pull = 0;
    for (let output = 0; output < outputs; output++)
      pull += above[output]! * parameters[weights + output * inputs + i]!;
    const z = sums[i]!;
    const excess = Math.max(0, Math.abs(z) - limit);
    below[i] = pull * activation.slope(z) + 2 * rangePenalty * scale * excess * Math.sign(z);
  }
}

/** The penalty that {@link backward} differentiates, for the row in `trace`. */
export function penaltyOf({ limit, rangePenalty }: Network, trace: Trace): number {
  const hidden = trace.sums.slice(0, -1);
  const squares = hidden.map((sums) => sums.reduce((sum, z) => sum + Math.max(0, Math.abs(z) - limit) ** 2, 0));
  return rangePenalty * squares.reduce((sum, square) => sum + square, 0);
}
