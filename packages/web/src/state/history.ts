import type { Answer } from "@velum/client";
import type { Row } from "@velum/tabular";

/** A prediction of this tab. It is gone when the tab is. */
export interface HistoryEntry {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly model: string;
  readonly row: Row;
  readonly answer: Answer;
}

/** Predictions that are kept at most. */
const MOST = 100;

/** The history with one more entry, newest first. */
export function addEntry(history: readonly HistoryEntry[], entry: Omit<HistoryEntry, "id">): readonly HistoryEntry[] {
  const id = (history[0]?.id ?? 0) + 1;
  return [{ ...entry, id }, ...history].slice(0, MOST);
}
