import type { AffineLayer } from "../../network/layers.ts";
import type { PolynomialNetwork } from "../fit-activation.ts";
import { affineInterval, type InputRanges, type Interval, sizeOf } from "../input-groups.ts";
import { affineIntervals, squared } from "../prove-range.ts";
import { squareForm } from "../square-form.ts";

/** Affine layers with the square of every value between them. */
export interface SquareNetwork {
  readonly layers: readonly AffineLayer[];
}

/**
 * The network with its first hidden layer's polynomials completed to squares, as columns use them.
 * @param network - of polynomials of degree 2
 */
export function squareNetwork(network: PolynomialNetwork, ranges: InputRanges): SquareNetwork {
  const next = network.middle[0] ?? network.output;
  const rest = [...network.middle, network.output].slice(1);
  const form = squareForm({ ...network, outputs: next.outputs, output: next }, ranges);
  const { features, squares, outputs, hidden, hiddenBias, output, outputBias } = form;
  const affine = { kind: "affine" } as const;
  return Object.freeze({
    layers: Object.freeze([
      Object.freeze({ ...affine, inputs: features, outputs: squares, weights: hidden, bias: hiddenBias }),
      Object.freeze({ ...affine, inputs: squares, outputs, weights: output, bias: outputBias }),
      ...rest,
    ]),
  });
}

/** How large the values of each layer can be, over all rows that the schema admits. */
export interface LayerSizes {
  /** Root mean square over the slots of the largest absolute values: of the input, then of each layer before its square. */
  readonly input: number;
  readonly layers: readonly number[];
  /** The same after each square. */
  readonly squares: readonly number[];
}

/** Interval arithmetic, layer by layer. */
export function sizesOf({ layers }: SquareNetwork, ranges: InputRanges): LayerSizes {
  let intervals: readonly Interval[] = ranges.intervals;
  const [own, squares]: [number[], number[]] = [[], []];
  layers.forEach((layer, k) => {
    intervals = k === 0 ? firstIntervals(layer, ranges) : affineIntervals(layer, intervals);
    own.push(rms(intervals.map(sizeOf)));
    intervals = intervals.map(squared);
    squares.push(rms(intervals.map(sizeOf)));
  });
  return { input: rms(ranges.intervals.map(sizeOf)), layers: own, squares };
}

const firstIntervals = ({ inputs, outputs, weights, bias }: AffineLayer, ranges: InputRanges): readonly Interval[] =>
  Array.from({ length: outputs }, (_, row) =>
    affineInterval(weights.subarray(row * inputs, (row + 1) * inputs), bias[row]!, ranges),
  );

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
