import { useCallback, useEffect, useState } from "react";
import type { AppProps } from "../app.tsx";
import { keepToken } from "../security/token.ts";
import type { Demonstration } from "../worker/messages.ts";
import { problemOf } from "../worker/problem.ts";
import type { AppState, ServerState } from "./app-state.ts";

/** Milliseconds between two questions to a server that does not answer. */
const PATIENCE = 2000;

/** Connects the worker to the server, lists its models, and asks again while it is away. */
export function useServer({
  settings,
  token: first,
  worker,
}: AppProps): Pick<AppState, "server" | "demonstrations" | "retry" | "hasToken" | "enterToken"> {
  const [server, setServer] = useState<ServerState>({ kind: "connecting" });
  const [demonstrations, setDemonstrations] = useState<readonly Demonstration[]>([]);
  const [token, setToken] = useState(first);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const enterToken = useCallback((entered: string) => {
    keepToken(entered);
    setToken(entered);
  }, []);

  useEffect(() => {
    void worker.call("connect", { server: settings.server, token });
  }, [worker, settings, token]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt or token asks again
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      try {
        const models = await worker.call("listModels", null);
        const offered = await worker.call("listDemonstrations", null).catch(() => []);
        if (!current) return;
        setDemonstrations(offered);
        setServer({ kind: "ready", models });
      } catch (error) {
        if (current) setServer(stateAfter(error));
      }
    };
    void ask();
    return () => {
      current = false;
    };
  }, [worker, token, attempt]);

  useEffect(() => {
    if (server.kind !== "unreachable") return;
    const timer = setTimeout(retry, PATIENCE);
    return () => clearTimeout(timer);
  }, [server, retry]);

  return { server, demonstrations, retry, hasToken: token !== undefined, enterToken };
}

function stateAfter(error: unknown): ServerState {
  const problem = problemOf(error);
  return problem.server?.status === 401 ? { kind: "unauthorized" } : { kind: "unreachable", problem };
}
