import type { ColumnsPacking, DiagonalPacking, DotPacking, Packing } from "@velum/protocol";
import { expandMonomials } from "@velum/tabular";

/**
 * Lays preprocessed rows out as the numbers of each ciphertext of a request: coefficient or slot i holds number i, and what
 * is not listed is zero; for `diagonal` one period of slots. The caller wipes them.
 *
 * @param rows - 1 to `packing.rows`, each of `packing.features` numbers
 * @example packRows({ kind: "columns", features: 2, order: "slots", rows: 2048 }, [x, y]) // [x0, y0] and [x1, y1]
 */
export function packRows(packing: Packing, rows: readonly Float64Array[]): readonly Float64Array[] {
  switch (packing.kind) {
    case "dot":
      return [packDot(packing, rows)];
    case "columns":
      return packColumns(packing, rows);
    case "diagonal":
      return [packDiagonal(packing, rows[0]!)];
  }
}

/** Each number `repeat` times, zeros up to the period. */
function packDiagonal({ period, repeat }: DiagonalPacking, row: Float64Array): Float64Array {
  const packed = new Float64Array(period);
  row.forEach((value, j) => {
    packed.fill(value, j * repeat, (j + 1) * repeat);
  });
  return packed;
}

/** Row r, or its monomials, from coefficient r * outputsPerRow * block on. */
function packDot({ block, outputsPerRow, monomials }: DotPacking, rows: readonly Float64Array[]): Float64Array {
  const stride = outputsPerRow * block;
  const packed = new Float64Array(rows.length * stride);
  rows.forEach((row, r) => {
    if (monomials === null) packed.set(row, r * stride);
    else {
      const expanded = expandMonomials(row, monomials.degree);
      packed.set(expanded, r * stride);
      expanded.fill(0);
    }
  });
  return packed;
}

const packColumns = ({ features }: ColumnsPacking, rows: readonly Float64Array[]): readonly Float64Array[] =>
  Array.from({ length: features }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
