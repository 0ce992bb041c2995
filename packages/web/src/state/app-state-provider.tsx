import { type ReactElement, type ReactNode, useCallback, useMemo, useState } from "react";
import type { AppProps } from "../app.tsx";
import { type AppState, AppStateContext } from "./app-state.ts";
import { addEntry, type HistoryEntry } from "./history.ts";
import { useModel } from "./use-model.ts";
import { useServer } from "./use-server.ts";

/** Connects to the server, opens the chosen model, and keeps what all pages share. */
export function AppStateProvider({ children, ...props }: AppProps & { readonly children: ReactNode }): ReactElement {
  const { settings, worker } = props;
  const { server, demonstrations, retry, hasToken, enterToken } = useServer(props);
  const { model, chooseModel, reopenModel } = useModel(worker, server);
  const [history, setHistory] = useState<readonly HistoryEntry[]>([]);
  const remember = useCallback((entry: Omit<HistoryEntry, "id">) => setHistory((all) => addEntry(all, entry)), []);
  const clearHistory = useCallback(() => setHistory([]), []);
  const state = useMemo<AppState>(
    () => ({
      ...{ settings, worker, server, demonstrations, retry, hasToken, enterToken },
      ...{ model, chooseModel, reopenModel, history, remember, clearHistory },
    }),
    [
      settings,
      worker,
      server,
      demonstrations,
      retry,
      hasToken,
      enterToken,
      model,
      chooseModel,
      reopenModel,
      history,
      remember,
      clearHistory,
    ],
  );
  return <AppStateContext value={state}>{children}</AppStateContext>;
}
