import { nextPowerOfTwo } from "@velum/protocol";

/**
 * How a matrix meets a vector of which slot i holds entry floor(i / repeat) mod n, over all slots. Slot i of the result belongs to
 * output i mod m. The m / repeat entries that the slots of one output see at once are reached by rotations, one generalized
 * diagonal each; slots at a distance of m see others, and are added up. m and n are rounded up to powers of two, so that
 * every vector repeats over all slots and no mask is needed (Halevi, Shoup, eprint 2018/244, section 4; Aharoni et al., HElayers,
 * PoPETs 2023).
 */
export interface LayerShape {
  readonly repeat: number;
  /** m: the period of the result. */
  readonly period: number;
  /** n: the entries of the vector with its padding. */
  readonly width: number;
  /** Products with rotated vectors. */
  readonly diagonals: number;
  /** Slots at distances of `period` that are added up afterwards. */
  readonly terms: number;
}

export function layerShape(outputs: number, inputs: number, repeat: number): LayerShape {
  const [period, width] = [nextPowerOfTwo(outputs), nextPowerOfTwo(inputs)];
  const diagonals = Math.min(width, Math.max(1, period / repeat));
  return Object.freeze({ repeat, period, width, diagonals, terms: width / diagonals });
}

/** How a layer is computed: so many baby steps, the rest by giant steps; sums before or after the rescaling. */
export interface LayerSplit {
  readonly shape: LayerShape;
  /** Rotations of the input from one decomposition, itself included: a power of two that divides the diagonals. */
  readonly babies: number;
  /** Slots are added up while the product is not rescaled yet: more exact, dearer, with larger keys. */
  readonly late: boolean;
}

/** Every repetition that a first layer may ask the client for. */
export function repetitions(outputs: number, inputs: number, slotCount: number): readonly number[] {
  const most = Math.min(nextPowerOfTwo(outputs), slotCount / nextPowerOfTwo(inputs));
  return Array.from({ length: Math.log2(most) + 1 }, (_, bits) => 2 ** bits);
}

/** Every way to compute a layer of this shape. */
export function splitsOf(shape: LayerShape, late: boolean): readonly LayerSplit[] {
  return Array.from({ length: Math.log2(shape.diagonals) + 1 }, (_, bits) =>
    Object.freeze({ shape, babies: 2 ** bits, late }),
  );
}

/** Steps of sums over `terms` slots at distances of `stride`: four at a time, which takes fewest transforms for the keys. */
export function sumStages(stride: number, terms: number): readonly (readonly number[])[] {
  const stages: number[][] = [];
  for (let left = terms, step = stride; left > 1; ) {
    const radix = Math.min(4, left);
    stages.push(Array.from({ length: radix }, (_, k) => k * step));
    left /= radix;
    step *= radix;
  }
  return stages;
}
