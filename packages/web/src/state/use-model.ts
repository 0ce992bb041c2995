import { startTransition, useCallback, useEffect, useState } from "react";
import { problemOf } from "../worker/problem.ts";
import type { VelumWorker } from "../worker/velum-worker.ts";
import type { AppState, ModelState, ServerState } from "./app-state.ts";

/** Keeps the chosen model open: the first of the server until the user chooses. */
export function useModel(
  worker: VelumWorker,
  server: ServerState,
): Pick<AppState, "model" | "chooseModel" | "reopenModel"> {
  const [chosen, setChosen] = useState<string>();
  const [model, setModel] = useState<ModelState>({ kind: "none" });
  const models = server.kind === "ready" ? server.models : undefined;
  const name = chosen ?? models?.[0]?.name;

  const open = useCallback(
    async (wanted: string, again: boolean, isCurrent: () => boolean) => {
      setModel((before) =>
        before.kind === "open" && before.name === wanted && !again ? before : { kind: "opening", name: wanted },
      );
      try {
        const opened = await worker.call("openModel", { model: wanted, again });
        // In slices: a form may have a thousand fields.
        if (isCurrent()) startTransition(() => setModel({ kind: "open", name: wanted, opened }));
      } catch (error) {
        if (isCurrent()) setModel({ kind: "failed", name: wanted, problem: problemOf(error) });
      }
    },
    [worker],
  );

  useEffect(() => {
    if (name === undefined || models === undefined) return;
    let current = true;
    void open(name, false, () => current);
    return () => {
      current = false;
    };
  }, [name, models, open]);

  const reopenModel = useCallback(() => {
    if (name !== undefined) void open(name, true, () => true);
  }, [name, open]);
  return { model, chooseModel: setChosen, reopenModel };
}
