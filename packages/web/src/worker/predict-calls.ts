import type { Progress } from "@velum/client";
import { answerColumns } from "../csv/answer-columns.ts";
import type { CallName, Calls, TableLine } from "./messages.ts";
import type { Sessions } from "./sessions.ts";

/** How a call tells of itself, and how it is ended. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly onEvent: (event: Calls[CallName]["event"]) => void;
}

/** Asks about one row. */
export async function predict(
  sessions: Sessions,
  { model, row, plan }: Calls["predict"]["argument"],
  { signal, onEvent }: CallContext,
): Promise<Calls["predict"]["result"]> {
  const { client } = await sessions.open(model);
  return client.predict(row, {
    signal,
    ...(plan === undefined ? {} : { plan }),
    onStep: (step) => onEvent({ kind: "step", step }),
    onKeySet: (progress) => onEvent({ kind: "keySet", progress }),
    onFrames: (frames) => sessions.keep(model, frames),
  });
}

/** Lines of a table that are shown. */
const SHOWN = 50;
/** Milliseconds between two events: a page draws no faster. */
const PACE = 50;

/** Asks about the rows of the table that was read. What was answered before it was ended stays. */
export async function predictTable(
  sessions: Sessions,
  { plan }: Calls["predictTable"]["argument"],
  { signal, onEvent }: CallContext,
): Promise<Calls["predictTable"]["result"]> {
  const table = sessions.table();
  const columns = answerColumns(table.contract);
  const { client } = await sessions.open(table.model);
  const begun = performance.now();
  const lines: TableLine[] = [];
  const counts: Record<string, number> = {};
  let progress: Progress | undefined;
  let told = 0;
  const tell = (): void => {
    if (progress !== undefined) onEvent({ kind: "table", progress, lines: [...lines], counts: { ...counts } });
    told = performance.now();
  };
  table.answers.fill(undefined);
  const stream = client.predictMany([...table.rows], {
    signal,
    ...(plan === undefined ? {} : { plan }),
    onProgress: (next) => {
      progress = next;
    },
    onFrames: (frames) => sessions.keep(table.model, frames),
    onKeySet: (state) => onEvent({ kind: "keySet", progress: state }),
  });
  try {
    for await (const answer of stream) {
      table.answers[answer.index] = answer;
      const label = columns.label(answer);
      if (label !== undefined) counts[label] = (counts[label] ?? 0) + 1;
      if (lines.length < SHOWN) lines.push({ place: table.places[answer.index]!, cells: columns.cells(answer) });
      if (performance.now() - told > PACE) tell();
    }
  } finally {
    tell();
  }
  return { milliseconds: performance.now() - begun };
}
