import { type Contract, MAX_CHUNKS } from "@velum/protocol";
import { applyPreprocessing, checkRow, type Row } from "@velum/tabular";
import { refuse } from "../errors.ts";
import type { Batch } from "../session/ask.ts";
import { choosePlan } from "../session/choose-plan.ts";
import type { ReadyPlan } from "../session/ready-plan.ts";

/** Rows of any number, in memory or as they come. */
export type Rows = Iterable<Row> | AsyncIterable<Row>;

/**
 * Preprocesses rows and deals them out to requests, each with the plan that suits the rows that are left. No more are held
 * than the largest plan takes, so a source may be endless. An array is checked to its end before the first batch: if a row
 * is wrong, nothing is sent about any (C3).
 * @throws TabularError naming row and feature, as `rows[2].age`; VelumClientError CLIENT_OPTION
 */
export async function* batches(
  contract: Contract,
  plans: readonly ReadyPlan[],
  rows: Rows,
): AsyncGenerator<Batch, void> {
  checkRows(contract, rows);
  const most = Math.max(...plans.map(({ plan }) => plan.packing.rows));
  const held: Float64Array[] = [];
  let [read, chunk] = [0, 0];
  const take = (): Batch => {
    const first = read - held.length;
    const ready = choosePlan(plans, held.length);
    return { ready, rows: held.splice(0, ready.plan.packing.rows), first, chunk: chunk++ % MAX_CHUNKS };
  };
  try {
    for await (const row of rows) {
      const checked = checkRow(contract.schema, row, `rows[${read}]`);
      held.push(applyPreprocessing(contract.preprocessing, checked));
      read++;
      if (held.length === most) yield take();
    }
    while (held.length > 0) yield take();
  } finally {
    for (const row of held) row.fill(0);
  }
}

function checkRows({ schema }: Contract, rows: unknown): void {
  const iterable =
    typeof rows === "object" && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows);
  if (!iterable) throw refuse("CLIENT_OPTION", "rows", "an array or another iterable of rows", typeof rows);
  if (!Array.isArray(rows)) return;
  for (const [i, row] of rows.entries()) checkRow(schema, row, `rows[${i}]`);
}
