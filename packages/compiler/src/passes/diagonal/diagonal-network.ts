import type { AffineLayer } from "../../network/layers.ts";
import { productBasis } from "../../polynomials/chebyshev.ts";
import { hiddenLayers, layerDegree, type Neuron, neuronRange, type PolynomialNetwork } from "../fit-activation.ts";
import { asSeries } from "../fit-layers.ts";
import { affineInterval, type InputRanges, type Interval, sizeOf } from "../input-groups.ts";
import { affineIntervals, squared } from "../prove-range.ts";
import { completeSquares } from "./complete-squares.ts";
import { evaluateTree, type ProductTree, productTree, treeLevels } from "./product-tree.ts";

/** Affine layers, and what happens to every value between two of them. */
export interface DiagonalNetwork {
  readonly layers: readonly AffineLayer[];
  /** One fewer than layers. */
  readonly activations: readonly SlotActivation[];
}

/** The square of every slot; or a polynomial for each, which expects -2 to 2 where its polynomials were fitted. */
export type SlotActivation =
  | { readonly kind: "square" }
  | {
      readonly kind: "polynomial";
      readonly tree: ProductTree;
      /** One list a value, by the product basis. */
      readonly coefficients: readonly Float64Array[];
      /** What comes out, at most. */
      readonly outputs: readonly Interval[];
    };

const SQUARE: SlotActivation = Object.freeze({ kind: "square" });

/** Levels of an activation. */
export const activationLevels = (activation: SlotActivation): number =>
  activation.kind === "square" ? 1 : activation.tree.levels;

/** Levels of polynomials of a degree: a parabola is a square, whatever its line. */
export const degreeLevels = (degree: number): number => (degree === 2 ? 1 : treeLevels(degree));

/** Levels that a network takes: one for each layer's products, and those of its activations. */
export const networkLevels = ({ layers, activations }: DiagonalNetwork): number =>
  activations.reduce((sum, activation) => sum + activationLevels(activation), layers.length);

/**
 * The network with its parabolas completed to squares, and with the lines that bring values to where other polynomials expect
 * them: both become part of the layers before and after.
 */
export function diagonalNetwork(network: PolynomialNetwork): DiagonalNetwork {
  const hidden = hiddenLayers(network);
  const layers: AffineLayer[] = [...hidden.map(({ affine }) => affine), network.output];
  const activations = hidden.map((layer, k): SlotActivation => {
    const { neurons } = layer;
    if (layerDegree(layer) === 2) {
      [layers[k], layers[k + 1]] = completeSquares(layers[k]!, neurons, layers[k + 1]!);
      return SQUARE;
    }
    layers[k] = toDomain(layers[k]!, neurons);
    return Object.freeze({
      kind: "polynomial",
      tree: productTree(layerDegree(layer)),
      coefficients: neurons.map((neuron) => productBasis(seriesOf(neuron))),
      outputs: neurons.map(neuronRange),
    });
  });
  return Object.freeze({ layers: Object.freeze(layers), activations: Object.freeze(activations) });
}

const seriesOf = ({ polynomial, basis, fitted }: Neuron): Float64Array =>
  basis === undefined ? asSeries(polynomial, fitted) : polynomial;

/** Each value's interval becomes [-2, 2]. */
function toDomain({ inputs, outputs, weights, bias }: AffineLayer, neurons: readonly Neuron[]): AffineLayer {
  const lines = neurons.map(({ fitted: { lo, hi } }) => ({ factor: 4 / (hi - lo), centre: (lo + hi) / 2 }));
  return Object.freeze({
    kind: "affine",
    inputs,
    outputs,
    weights: weights.map((weight, i) => weight * lines[Math.floor(i / inputs)]!.factor),
    bias: bias.map((value, row) => (value - lines[row]!.centre) * lines[row]!.factor),
  });
}

/** How large the values of each layer can be, over all rows that the schema admits. */
export interface LayerSizes {
  /** Root mean square over the slots of the largest absolute values: of the input, then of each layer's own values. */
  readonly input: number;
  readonly layers: readonly number[];
  /** The largest absolute values themselves, layer by layer. */
  readonly reach: readonly (readonly number[])[];
  /** Root mean square after each activation. */
  readonly activations: readonly number[];
  /** The same of every part of each activation's polynomials. */
  readonly branches: readonly ReadonlyMap<ProductTree, number>[];
}

/** Interval arithmetic, layer by layer. */
export function sizesOf({ layers, activations }: DiagonalNetwork, ranges: InputRanges): LayerSizes {
  let intervals: readonly Interval[] = ranges.intervals;
  const [own, after, reach]: [number[], number[], number[][]] = [[], [], []];
  const branches: ReadonlyMap<ProductTree, number>[] = [];
  layers.forEach((layer, k) => {
    intervals = k === 0 ? firstIntervals(layer, ranges) : affineIntervals(layer, intervals);
    reach.push(intervals.map(sizeOf));
    own.push(rms(reach[k]!));
    const activation = activations[k];
    if (activation === undefined) return;
    intervals = activation.kind === "square" ? intervals.map(squared) : activation.outputs;
    after.push(rms(intervals.map(sizeOf)));
    branches.push(activation.kind === "square" ? new Map() : branchSizes(activation, reach[k]!));
  });
  return { input: rms(ranges.intervals.map(sizeOf)), layers: own, reach, activations: after, branches };
}

/** Points at which polynomials are looked at to say how large they get. */
const POINTS = 65;

/** How large the polynomials of each branch get where |x| stays within the reach of its value. */
function branchSizes(
  { tree, coefficients }: Extract<SlotActivation, { kind: "polynomial" }>,
  reach: readonly number[],
): ReadonlyMap<ProductTree, number> {
  const sizes = new Map<ProductTree, number>();
  const visit = (branch: ProductTree): void => {
    const largest = coefficients.map((own, k) =>
      Math.max(
        ...Array.from({ length: POINTS }, (_, i) =>
          Math.abs(evaluateTree(branch, own, reach[k]! * Math.cos((Math.PI * i) / (POINTS - 1)))),
        ),
      ),
    );
    sizes.set(branch, rms(largest));
    for (const { factor } of branch.products) visit(factor);
  };
  visit(tree);
  return sizes;
}

const firstIntervals = ({ inputs, outputs, weights, bias }: AffineLayer, ranges: InputRanges): readonly Interval[] =>
  Array.from({ length: outputs }, (_, row) =>
    affineInterval(weights.subarray(row * inputs, (row + 1) * inputs), bias[row]!, ranges),
  );

/** Root mean square. */
export const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
