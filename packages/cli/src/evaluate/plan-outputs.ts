import { runClear, runRounded, simulate } from "@velum/compiler";
import type { BundlePlan } from "@velum/protocol";

type Outputs = readonly (readonly number[])[];

/** A plan in exact arithmetic, for any number of preprocessed rows. */
export const clearOutputs = (plan: BundlePlan, rows: readonly Float64Array[]): Outputs =>
  byRequests(plan, rows, (part) => runClear(plan.program, plan.summary.packing, part));

/** The same with its numbers rounded as they are encoded. */
export const roundedOutputs = (plan: BundlePlan, rows: readonly Float64Array[]): Outputs =>
  byRequests(plan, rows, (part) => runRounded(plan.program, plan.summary.packing, part));

/** The same with the errors of encryption, rounded as the client rounds what it decrypts. Every request has noise of its own. */
export function simulatedOutputs(plan: BundlePlan, rows: readonly Float64Array[], seed: number): Outputs {
  const { roundingStep } = plan.summary.precision;
  const outputs = byRequests(plan, rows, (part, request) =>
    simulate(plan.program, plan.summary.packing, part, { seed: (seed + request) % 2 ** 32 }),
  );
  return outputs.map((row) => row.map((value) => Math.round(value / roundingStep) * roundingStep));
}

/** As many rows at once as a request holds. */
function byRequests(
  { summary: { packing } }: BundlePlan,
  rows: readonly Float64Array[],
  run: (part: readonly Float64Array[], request: number) => readonly Float64Array[],
): Outputs {
  const requests = Math.ceil(rows.length / packing.rows);
  return Array.from({ length: requests }, (_, request) =>
    run(rows.slice(request * packing.rows, (request + 1) * packing.rows), request),
  ).flatMap((outputs) => outputs.map((row) => Array.from(row)));
}
