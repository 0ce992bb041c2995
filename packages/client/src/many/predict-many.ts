import { TabularError } from "@velum/tabular";
import { createAnswer, type RowAnswer } from "../answer.ts";
import { VelumClientError } from "../errors.ts";
import type { Batch } from "../session/ask.ts";
import { type AskPolicy, askRows } from "../session/ask-rows.ts";
import { allowedPlans } from "../session/choose-plan.ts";
import type { Session } from "../session/session.ts";
import { batches, type Rows } from "./batches.ts";
import { overlap } from "./overlap.ts";
import { addBatch, type Progress, startProgress } from "./progress.ts";

/** What may be told of a call with many rows. */
export interface ManySettings {
  readonly plan: string | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** A request that was answered: its predictions, or why they cannot be shown. */
interface Outcome {
  readonly batch: Batch;
  readonly answers: readonly RowAnswer[];
  readonly failure?: Error;
}

/**
 * Predictions for many rows, in their order, request by request. The next request is on its way while an answer is opened,
 * and what decrypted values are decides about none of them: behind a value that cannot be shown nothing more is given, but
 * the remaining rows are sent as if nothing were wrong, and the error comes last (C2).
 */
export async function* predictMany(
  session: Session,
  rows: Rows,
  { plan, onProgress }: ManySettings,
  policy: AskPolicy,
): AsyncGenerator<RowAnswer, void> {
  const { contract } = session.pinned;
  const source = batches(contract, allowedPlans(session.plans, plan), rows);
  const ending = new AbortController();
  const own = { ...policy, signal: AbortSignal.any([policy.signal, ending.signal]) };
  let progress = startProgress(Array.isArray(rows) ? rows.length : undefined);
  let failure: Error | undefined;
  try {
    for await (const outcome of overlap(source, (batch) => askBatch(session, batch, own))) {
      progress = addBatch(progress, outcome.batch);
      onProgress?.(progress);
      failure ??= outcome.failure;
      if (failure === undefined) yield* outcome.answers;
    }
  } finally {
    // Whoever stops early wants no more answers.
    ending.abort();
  }
  if (failure !== undefined) throw failure;
}

async function askBatch(session: Session, batch: Batch, policy: AskPolicy): Promise<Outcome> {
  const { postprocessing } = session.pinned.contract;
  try {
    const { outputs } = await askRows(session, batch, policy);
    const answers = outputs.map((row, i) => createAnswer(postprocessing, row, { index: batch.first + i }));
    return { batch, answers };
  } catch (error) {
    if (dependsOnValues(error)) return { batch, answers: [], failure: error };
    throw error;
  }
}

/** Errors that tell something of decrypted values, and so must not change what is sent. */
const dependsOnValues = (error: unknown): error is VelumClientError | TabularError =>
  (error instanceof VelumClientError && error.code === "RESULT_OUT_OF_RANGE") ||
  (error instanceof TabularError && error.code === "OUTPUT_INVALID");
