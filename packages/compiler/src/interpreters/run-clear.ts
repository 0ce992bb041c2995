import type { Packing, VerifiedProgram } from "@velum/protocol";
import { EXACT, interpret } from "./interpret.ts";
import { packRows, unpackRows } from "./pack-rows.ts";

/**
 * Runs a program in exact arithmetic over its real constants: what the encrypted answer is promised to be near to.
 * @param rows - preprocessed rows, at most as many as the packing takes
 * @returns the outputs of each row
 * @example runClear(plan.program, plan.summary.packing, [applyPreprocessing(preprocessing, row)])
 */
export function runClear(
  verified: VerifiedProgram,
  packing: Packing,
  rows: readonly Float64Array[],
): readonly Float64Array[] {
  const inputs = packRows(packing, rows, verified.parameters.ringDegree);
  return unpackRows(packing, interpret(verified, inputs, EXACT), rows.length);
}
