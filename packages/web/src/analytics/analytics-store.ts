import { useSyncExternalStore } from "react";
import type { Evidence } from "./evidence.ts";

/** How far a run is, with what was found so far. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly milliseconds: number;
  /** Largest difference from the clear model; null without one. */
  readonly largest: number | null;
}

/** What the page shows. */
export interface AnalyticsState {
  readonly evidence: Evidence | null;
  readonly run: RunProgress | null;
  /** Why the last file or run did not go well. */
  readonly problem: string | null;
}

/**
 * The evidence of this tab. It lives beside the page, so that a run goes on while the user looks at another page, and its figures are
 * still there on the way back. Nothing is stored.
 */
export interface AnalyticsStore {
  readonly state: () => AnalyticsState;
  readonly subscribe: (changed: () => void) => () => void;
  readonly show: (evidence: Evidence) => void;
  readonly fail: (problem: string) => void;
  /** Takes the place of a run that is under way. */
  readonly begin: () => RunHandle;
  readonly cancel: () => void;
}

/** A run that was begun. What it says once another one has begun is not heard. */
export interface RunHandle {
  readonly signal: AbortSignal;
  readonly progress: (progress: RunProgress) => void;
  /** @param problem - why it ended early, if it did */
  readonly end: (evidence: Evidence | null, problem: string | null) => void;
}

export function createAnalyticsStore(): AnalyticsStore {
  let state: AnalyticsState = { evidence: null, run: null, problem: null };
  let running: AbortController | null = null;
  const listeners = new Set<() => void>();
  const set = (next: Partial<AnalyticsState>): void => {
    state = { ...state, ...next };
    for (const changed of listeners) changed();
  };
  const stop = (): void => {
    running?.abort();
    running = null;
  };
  return Object.freeze({
    state: () => state,
    subscribe(changed: () => void) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    show(evidence: Evidence) {
      stop();
      set({ evidence, run: null, problem: null });
    },
    fail: (problem: string) => set({ problem }),
    begin(): RunHandle {
      stop();
      const own = new AbortController();
      running = own;
      set({ run: { done: 0, total: 0, milliseconds: 0, largest: null }, problem: null });
      return Object.freeze({
        signal: own.signal,
        progress: (run: RunProgress) => running === own && set({ run }),
        end(evidence: Evidence | null, problem: string | null) {
          if (running !== own) return;
          running = null;
          set({ evidence: evidence ?? state.evidence, run: null, problem });
        },
      });
    },
    cancel: () => running?.abort(),
  });
}

export const analyticsStore: AnalyticsStore = createAnalyticsStore();

/** @example const { evidence } = useAnalytics(); */
export const useAnalytics = (): AnalyticsState => useSyncExternalStore(analyticsStore.subscribe, analyticsStore.state);
