import type { Packing } from "@velum/protocol";

/**
 * The outputs of each row, from the decrypted numbers of a response in the order of its positions: the inverse of
 * `packRows`, behind the model.
 *
 * @param results - one list with the outputs of row 0, of row 1, … (and, for `diagonal`, zeros behind); for `columns` one list an output, row by row
 * @param rows - how many rows the request held; what comes back for others is left out
 */
export function unpackRows(
  packing: Packing,
  results: readonly Float64Array[],
  rows: number,
  outputs: number,
): readonly Float64Array<ArrayBuffer>[] {
  const [first] = results;
  return Array.from({ length: rows }, (_, r) =>
    packing.kind !== "columns"
      ? Float64Array.from(first!.subarray(r * outputs, (r + 1) * outputs))
      : Float64Array.from(results, (result) => result[r]!),
  );
}
