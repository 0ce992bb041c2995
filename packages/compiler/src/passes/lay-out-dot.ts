import type { Parameters } from "@velum/ckks";
import { type DotPacking, outputPositions, VelumError } from "@velum/protocol";
import type { CheckedModel } from "./check-model.ts";

/**
 * The `dot` layout: value x_j at coefficient j, weights reversed in one block an output, so that the product's coefficient
 * at each block's end is that output. No rotation, no key.
 */
export interface DotLayout {
  readonly packing: DotPacking;
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
  const outputsPerRow = 2 ** Math.ceil(Math.log2(outputs));
  const packing = { kind: "dot", features, block, rows: 1, monomials: null, outputsPerRow } as const;
  return Object.freeze({ packing, positions: outputPositions(packing, outputs) as readonly number[] });
}
