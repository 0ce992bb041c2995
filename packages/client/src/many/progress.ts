import type { Batch } from "../session/ask.ts";

/** How far a call with many rows is. */
export interface Progress {
  /** Rows that were answered. */
  readonly rows: number;
  /** All rows, where they came as an array. */
  readonly total: number | undefined;
  /** Requests that were answered. */
  readonly requests: number;
  /** Name of the last request's plan. */
  readonly plan: string | undefined;
  /** Lengths of all frames so far. */
  readonly bytes: { readonly request: number; readonly response: number };
}

export const startProgress = (total: number | undefined): Progress =>
  Object.freeze({ rows: 0, total, requests: 0, plan: undefined, bytes: Object.freeze({ request: 0, response: 0 }) });

/** Progress after one more answered request. */
export const addBatch = (progress: Progress, { ready, rows }: Batch): Progress =>
  Object.freeze({
    rows: progress.rows + rows.length,
    total: progress.total,
    requests: progress.requests + 1,
    plan: ready.plan.name,
    bytes: Object.freeze({
      request: progress.bytes.request + ready.bytes.request,
      response: progress.bytes.response + ready.bytes.response,
    }),
  });
