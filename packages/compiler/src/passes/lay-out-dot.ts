import type { Parameters } from "@velum/ckks";
import { blockEnds, VelumError } from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";

/**
 * The `dot` layout: value x_j at coefficient j, weights reversed in one block an output, so that the product's coefficient
 * at each block's end is that output. No rotation, no key.
 */
export interface DotLayout {
  readonly features: number;
  /** The next power of two of the features. */
  readonly block: number;
  /** Where the outputs lie. */
  readonly positions: readonly number[];
}

/** @throws VelumError COMPILE_TOO_WIDE if the blocks do not fit into the ring */
export function layOutDot({ features, outputs }: CheckedModel, { ringDegree }: Parameters): DotLayout {
  const block = 2 ** Math.ceil(Math.log2(features));
  if (block * outputs > ringDegree) {
    throw new VelumError("COMPILE_TOO_WIDE", {
      argument: "weights",
      expected: `at most ${ringDegree} coefficients`,
      got: `${outputs} blocks of ${block}`,
    });
  }
  return Object.freeze({ features, block, positions: blockEnds(block, outputs) });
}
