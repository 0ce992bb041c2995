import type { Packing, VerifiedProgram } from "@velum/protocol";
import { EXACT, interpret } from "./interpret.ts";
import { packRows, unpackRows } from "./pack-rows.ts";

/**
 * Runs a program over its constants as they are encoded, without any noise: against `runClear` it shows the part of the error that
 * depends on the row alone, and comes again under every key.
 * @param rows - preprocessed rows, at most as many as the packing takes
 * @returns the outputs of each row
 * @example runRounded(plan.program, plan.summary.packing, [applyPreprocessing(preprocessing, row)])
 */
export function runRounded(
  verified: VerifiedProgram,
  packing: Packing,
  rows: readonly Float64Array[],
): readonly Float64Array[] {
  const inputs = packRows(packing, rows, verified.parameters.ringDegree);
  const encode = (values: Float64Array, scale: number): Float64Array =>
    values.map((value) => Math.round(value * scale) / scale);
  return unpackRows(packing, interpret(verified, inputs, { ...EXACT, encode }), rows.length);
}
