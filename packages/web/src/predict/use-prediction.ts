import type { Answer, KeySetProgress, Step } from "@velum/client";
import type { Row } from "@velum/tabular";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApp } from "../state/app-state.ts";
import type { WorkerProblem } from "../worker/messages.ts";
import { problemOf } from "../worker/problem.ts";

/** A prediction on its way, or what came of it. */
export interface PredictionState {
  readonly kind: "idle" | "running" | "done" | "failed";
  readonly row: Row | undefined;
  /** The parts that have ended. */
  readonly steps: readonly Step[];
  readonly keySet: KeySetProgress | undefined;
  readonly answer: Answer | undefined;
  readonly problem: WorkerProblem | undefined;
}

const IDLE: PredictionState = {
  ...{ kind: "idle", row: undefined, steps: [], keySet: undefined, answer: undefined, problem: undefined },
};

/** Asks for one prediction at a time and tells of its parts as they end. */
export function usePrediction(model: string): {
  readonly state: PredictionState;
  readonly ask: (row: Row) => void;
  readonly reset: () => void;
} {
  const { worker, remember, retry } = useApp();
  const [state, setState] = useState(IDLE);
  const current = useRef<AbortController>(undefined);

  const reset = useCallback(() => {
    current.current?.abort();
    setState(IDLE);
  }, []);
  // Another model, or another page: what is on its way is not wanted any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the model is what it resets on
  useEffect(() => reset, [model, reset]);

  const ask = useCallback(
    (row: Row): void => {
      current.current?.abort();
      const own = new AbortController();
      current.current = own;
      const change = (next: (before: PredictionState) => Partial<PredictionState>): void => {
        if (!own.signal.aborted) setState((before) => ({ ...before, ...next(before) }));
      };
      setState({ ...IDLE, kind: "running", row });
      worker
        .call(
          "predict",
          { model, row },
          {
            signal: own.signal,
            onEvent: (event) =>
              event.kind === "step"
                ? change(({ steps }) => ({ steps: [...steps, event.step] }))
                : change(() => ({ keySet: event.progress })),
          },
        )
        .then(
          (answer) => {
            change(() => ({ kind: "done", answer }));
            if (!own.signal.aborted) remember({ at: Date.now(), model, row, answer });
          },
          (error: unknown) => {
            const problem = problemOf(error);
            change(() => ({ kind: "failed", problem }));
            if (problem.code === "SERVER_UNREACHABLE") retry();
          },
        );
    },
    [worker, model, remember, retry],
  );
  return { state, ask, reset };
}
