import type { ServedModel } from "@velum/client";
import { createContext, useContext } from "react";
import type { PageSettings } from "../security/page-settings.ts";
import type { Demonstration, OpenedModel, WorkerProblem } from "../worker/messages.ts";
import type { VelumWorker } from "../worker/velum-worker.ts";
import type { HistoryEntry } from "./history.ts";

/** How it stands with the server. */
export type ServerState =
  | { readonly kind: "connecting" }
  | { readonly kind: "ready"; readonly models: readonly ServedModel[] }
  /** It wants a token, or another one. */
  | { readonly kind: "unauthorized" }
  /** It is asked again every few seconds. */
  | { readonly kind: "unreachable"; readonly problem: WorkerProblem };

/** How it stands with the chosen model. */
export type ModelState =
  | { readonly kind: "none" }
  | { readonly kind: "opening"; readonly name: string }
  | { readonly kind: "open"; readonly name: string; readonly opened: OpenedModel }
  | { readonly kind: "failed"; readonly name: string; readonly problem: WorkerProblem };

/** What all pages share. It lives as long as the tab, and nothing of it is stored. */
export interface AppState {
  readonly settings: PageSettings;
  readonly worker: VelumWorker;
  readonly server: ServerState;
  /** Asks the server again, now. */
  readonly retry: () => void;
  /** Whether requests carry a token. Its text is known to the worker alone. */
  readonly hasToken: boolean;
  /** Takes a token that the user typed. */
  readonly enterToken: (token: string) => void;
  readonly model: ModelState;
  readonly chooseModel: (name: string) => void;
  /** Takes the server's current contract in place of the pinned one. Only when the user has agreed (C3). */
  readonly reopenModel: () => void;
  /** Public test data that the server offers for some of its models. */
  readonly demonstrations: readonly Demonstration[];
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  readonly remember: (entry: Omit<HistoryEntry, "id">) => void;
  readonly clearHistory: () => void;
}

export const AppStateContext: React.Context<AppState | undefined> = createContext<AppState | undefined>(undefined);

/** The state of the application. @throws Error outside of its provider */
export function useApp(): AppState {
  const state = useContext(AppStateContext);
  if (state === undefined) throw new Error("useApp needs AppStateProvider");
  return state;
}
