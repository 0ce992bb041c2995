import type { Progress } from "@velum/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApp } from "../state/app-state.ts";
import type { ReadTable, TableEvent, WorkerProblem } from "../worker/messages.ts";
import { problemOf } from "../worker/problem.ts";
import { saveFile } from "./save-file.ts";

/** Where a file with many rows is on its way. */
export interface TableState {
  readonly kind: "empty" | "reading" | "read" | "running" | "cancelled" | "done" | "failed";
  readonly table: ReadTable | undefined;
  readonly progress: Progress | undefined;
  readonly lines: TableEvent["lines"];
  readonly counts: TableEvent["counts"];
  readonly milliseconds: number | undefined;
  readonly problem: WorkerProblem | undefined;
}

/** What can be done with it. */
export interface TableRun {
  readonly state: TableState;
  readonly read: (file: File) => void;
  readonly start: () => void;
  readonly cancel: () => void;
  readonly download: () => void;
  readonly clear: () => void;
}

const EMPTY: TableState = {
  kind: "empty",
  ...{ table: undefined, progress: undefined, lines: [], counts: {}, milliseconds: undefined, problem: undefined },
};

/** Reads a file, asks about its rows, and saves the answers: all of it in the worker, which tells how far it is. */
export function useTable(model: string): TableRun {
  const { worker, retry } = useApp();
  const [state, setState] = useState(EMPTY);
  const running = useRef<AbortController>(undefined);
  const change = useCallback((next: Partial<TableState>) => setState((before) => ({ ...before, ...next })), []);
  const cancel = useCallback(() => running.current?.abort(), []);
  // Who leaves wants no more answers.
  useEffect(() => cancel, [cancel]);

  const read = useCallback(
    async (file: File): Promise<void> => {
      setState({ ...EMPTY, kind: "reading" });
      try {
        change({ kind: "read", table: await worker.call("readTable", { model, file }) });
      } catch (error) {
        change({ kind: "failed", problem: problemOf(error) });
      }
    },
    [worker, model, change],
  );
  const start = useCallback(async (): Promise<void> => {
    const own = new AbortController();
    running.current = own;
    change({ kind: "running", ...{ progress: undefined, lines: [], counts: {}, problem: undefined } });
    try {
      const onEvent = (event: TableEvent | { readonly kind: "keySet" }): void => {
        if (event.kind === "table") change({ progress: event.progress, lines: event.lines, counts: event.counts });
      };
      const { milliseconds } = await worker.call("predictTable", {}, { signal: own.signal, onEvent });
      change({ kind: "done", milliseconds });
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code === "CALL_ABORTED") return change({ kind: "cancelled" });
      change({ kind: "failed", problem });
      if (problem.code === "SERVER_UNREACHABLE") retry();
    }
  }, [worker, change, retry]);
  const download = useCallback(async (): Promise<void> => {
    const name = state.table?.name.replace(/\.csv$/i, "") ?? "rows";
    saveFile(await worker.call("exportTable", null), `${name}-predictions.csv`);
  }, [worker, state.table]);

  return {
    state,
    read: (file) => void read(file),
    start: () => void start(),
    cancel,
    download: () => void download(),
    clear: () => setState(EMPTY),
  };
}
