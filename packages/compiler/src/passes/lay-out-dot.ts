import { type DotPacking, nextPowerOfTwo, outputPositions, VelumError } from "@velum/protocol";
import type { LinearForm } from "./expand-polynomial.ts";

/**
 * The `dot` layout: encoded value x_j of a row at coefficient j, weights reversed in one block an output, so that the product's
 * coefficient at each block's end is that output. No rotation, no key. Rows follow each other.
 */
export interface DotLayout {
  readonly packing: DotPacking;
  /** Where the outputs lie, row by row. */
  readonly positions: readonly number[];
}

/** Rows that fit into a ring; 0 if none does. */
export const dotRows = ({ width, outputs }: Pick<LinearForm, "width" | "outputs">, ringDegree: number): number =>
  Math.floor(ringDegree / (nextPowerOfTwo(width) * nextPowerOfTwo(outputs)));

/** @throws VelumError COMPILE_TOO_WIDE if the blocks do not fit into the ring */
export function layOutDot(form: LinearForm, rows: number, ringDegree: number): DotLayout {
  const { features, width, degree, outputs } = form;
  const block = nextPowerOfTwo(width);
  if (rows > dotRows(form, ringDegree)) {
    throw new VelumError("COMPILE_TOO_WIDE", {
      argument: "weights",
      expected: `at most ${ringDegree} coefficients`,
      got: `${outputs} blocks of ${block}${degree > 1 ? `, for ${width} monomials` : ""}`,
    });
  }
  const monomials = degree === 1 ? null : Object.freeze({ degree });
  const outputsPerRow = nextPowerOfTwo(outputs);
  const packing = Object.freeze({ kind: "dot" as const, features, block, rows, monomials, outputsPerRow });
  return Object.freeze({ packing, positions: outputPositions(packing, outputs) as readonly number[] });
}
