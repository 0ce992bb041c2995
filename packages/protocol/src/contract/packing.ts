import { monomialCount } from "@velum/tabular";
import type { ColumnsPacking, DotPacking, Packing } from "./contract.ts";

/** The next power of two. */
export const nextPowerOfTwo = (count: number): number => 2 ** Math.ceil(Math.log2(count));

/** Numbers that are encoded for one row: the features, or all their monomials. */
export const encodedWidth = (packing: Packing): number =>
  packing.kind === "dot" && packing.monomials !== null
    ? monomialCount(packing.features, packing.monomials.degree)
    : packing.features;

/** Ciphertexts of a request: one, or one a feature. */
export const ciphertextCount = (packing: Packing): number => (packing.kind === "columns" ? packing.features : 1);

/**
 * Coefficients that leave: for `dot` output c of row r at (r * outputsPerRow + c) * block + block - 1, rows first.
 * @example outputPositions(plan.packing, contract.outputs.length)
 */
export function outputPositions(packing: DotPacking | ColumnsPacking, outputs: number): readonly number[] | "all" {
  if (packing.kind === "columns") return "all";
  const { block, rows, outputsPerRow } = packing;
  return Array.from({ length: rows * outputs }, (_, i) => {
    const [row, output] = [Math.floor(i / outputs), i % outputs];
    return (row * outputsPerRow + output) * block + block - 1;
  });
}
