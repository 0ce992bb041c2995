import type { CheckedRow } from "@velum/tabular";
import { PageError } from "../worker/problem.ts";
import type { VelumWorker } from "../worker/velum-worker.ts";
import type { AnswerLens } from "./answer-lens.ts";
import type { ClearModel } from "./clear-model.ts";
import type { AnsweredRow } from "./gather-evidence.ts";

/** Rows with what was observed. */
export interface LabelledRows {
  readonly rows: readonly CheckedRow[];
  readonly targets: readonly number[];
  /** Number of each row in its file, counted from 1 below the header. */
  readonly places: readonly number[];
  /** Left out, because the schema refuses them. */
  readonly refused: number;
}

export interface AskSettings {
  readonly worker: Pick<VelumWorker, "call">;
  readonly model: string;
  readonly lens: AnswerLens;
  /** Where there is one: demonstrations alone. */
  readonly clear: ClearModel | null;
  readonly signal: AbortSignal;
  /** Told after each row. */
  readonly onRow: (answered: AnsweredRow | null) => void;
}

/** What was answered, and why it ended early, if it did. */
export interface Asked {
  readonly answered: readonly AnsweredRow[];
  readonly unreadable: number;
  readonly failure: PageError | null;
}

/** Codes of answers that cannot be read. They tell something of decrypted values, so the rest is asked about all the same (C2). */
const UNREADABLE: ReadonlySet<string> = new Set(["RESULT_OUT_OF_RANGE", "OUTPUT_INVALID"]);

/**
 * Asks about each row in a request of its own, so that each has its latency. A cancelled run and one that failed on its way keep what
 * was answered before.
 */
export async function askRows({ rows, targets, places }: LabelledRows, settings: AskSettings): Promise<Asked> {
  const { worker, model, lens, clear, signal, onRow } = settings;
  const answered: AnsweredRow[] = [];
  let unreadable = 0;
  for (const [i, row] of rows.entries()) {
    if (signal.aborted) break;
    try {
      const { logits, milliseconds, bytes } = await worker.call("predict", { model, row }, { signal });
      const inTheClear = clear === null ? null : lens.clear(clear.answer(row));
      const one = {
        place: places[i]!,
        target: targets[i]!,
        encrypted: lens.encrypted(logits),
        clear: inTheClear,
        milliseconds,
        bytes,
      };
      answered.push(one);
      onRow(one);
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      if (error.code === "CALL_ABORTED") break;
      if (!UNREADABLE.has(error.code)) return { answered, unreadable, failure: error };
      unreadable++;
      onRow(null);
    }
  }
  return { answered, unreadable, failure: null };
}
