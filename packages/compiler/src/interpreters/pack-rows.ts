import { type DiagonalPacking, encodedWidth, type Packing, VelumError } from "@velum/protocol";
import { expandMonomials } from "@velum/tabular";

/**
 * What the input nodes of a program hold for some rows, in the clear: for `dot` the coefficients of one polynomial, for `columns`
 * one vector a feature with a row at each place, for `diagonal` the slots of one row.
 * @param rows - preprocessed rows, at most as many as the packing takes
 * @throws VelumError REQUEST_ROWS
 */
export function packRows(packing: Packing, rows: readonly Float64Array[], ringDegree: number): readonly Float64Array[] {
  if (rows.length === 0 || rows.length > packing.rows) {
    throw new VelumError("REQUEST_ROWS", {
      argument: "rows",
      expected: `1 to ${packing.rows} rows`,
      got: String(rows.length),
    });
  }
  if (packing.kind === "columns") {
    return Array.from({ length: packing.features }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
  }
  if (packing.kind === "diagonal") return [packSlots(packing, rows[0]!, ringDegree / 2)];
  const { block, outputsPerRow, monomials } = packing;
  const coefficients = new Float64Array(ringDegree);
  rows.forEach((row, r) => {
    const values = monomials === null ? row : expandMonomials(row, monomials.degree);
    if (values.length !== encodedWidth(packing)) throw new RangeError("a row of another width");
    coefficients.set(values, r * outputsPerRow * block);
  });
  return [coefficients];
}

const packSlots = ({ repeat, period }: DiagonalPacking, row: Float64Array, slotCount: number): Float64Array =>
  Float64Array.from({ length: slotCount }, (_, i) => row[Math.floor((i % period) / repeat)] ?? 0);

/**
 * The outputs of each row from what the output nodes give: for `dot` one list of rows times outputs, for `columns` one vector an
 * output, for `diagonal` the slots that repeat, of which outputs are the first.
 */
export function unpackRows(packing: Packing, results: readonly Float64Array[], rows: number): readonly Float64Array[] {
  const outputs = packing.kind === "columns" ? results.length : results[0]!.length / packing.rows;
  return Array.from({ length: rows }, (_, r) =>
    Float64Array.from({ length: outputs }, (_, c) =>
      packing.kind === "columns" ? results[c]![r]! : results[0]![r * outputs + c]!,
    ),
  );
}
