import fc from "fast-check";
import type { AffineLayer } from "../src/network/layers.ts";
import type { DiagonalNetwork } from "../src/passes/diagonal/diagonal-network.ts";
import type { InputRanges } from "../src/passes/input-groups.ts";

/** Widths of two or three affine layers, and a seed for what is in them. */
export interface NetworkShape {
  readonly widths: readonly number[];
  readonly seed: number;
}

export const networkShapes = (most: number, deepest: 2 | 3 = 3): fc.Arbitrary<NetworkShape> =>
  fc.record({
    widths: fc.array(fc.integer({ min: 1, max: most }), { minLength: 3, maxLength: deepest + 1 }),
    seed: fc.nat(),
  });

/** Numbers in [-1, 1) of a seed. */
export function numbersOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** Layers of the widths, of which rows keep about the size of their inputs. */
export function squareNetworkOf({ widths, seed }: NetworkShape): DiagonalNetwork {
  const next = numbersOf(seed);
  const layers = widths.slice(1).map((outputs, k): AffineLayer => {
    const inputs = widths[k]!;
    const size = 1 / Math.sqrt(inputs);
    return {
      kind: "affine",
      inputs,
      outputs,
      weights: Float64Array.from({ length: outputs * inputs }, () => size * next()),
      bias: Float64Array.from({ length: outputs }, () => 0.3 * next()),
    };
  });
  return { layers, activations: layers.slice(1).map(() => ({ kind: "square" as const })) };
}

/** Every feature in [-1, 1]. */
export const unitRanges = (features: number): InputRanges => ({
  groups: Array.from({ length: features }, (_, j) => ({ columns: [j], kind: "interval", complete: true })),
  intervals: Array.from({ length: features }, () => ({ lo: -1, hi: 1 })),
  names: Array.from({ length: features }, (_, j) => `x${j}`),
});

/** The outputs in the clear. */
export function runSquareNetwork({ layers }: Pick<DiagonalNetwork, "layers">, x: readonly number[]): readonly number[] {
  return layers.reduce<readonly number[]>((values, { inputs, outputs, weights, bias }, k) => {
    const from = k === 0 ? values : values.map((z) => z * z);
    return Array.from({ length: outputs }, (_, row) =>
      from.reduce((sum, value, j) => sum + value * weights[row * inputs + j]!, bias[row]!),
    );
  }, x);
}
