import type { Milliseconds, VelumClient } from "@velum/client";
import type { CheckedRow } from "@velum/tabular";
import { median } from "../demo/median.ts";
import { requireRunning } from "../process/watch-signals.ts";
import type { Progress } from "../terminal/progress.ts";

/** The encrypted answers to all rows, and what they took. */
export interface EncryptedAnswers {
  /** The decrypted outputs of each row. */
  readonly outputs: readonly (readonly number[])[];
  /** Name of the plan that answered each. */
  readonly plans: readonly string[];
  readonly total: {
    readonly requests: number;
    readonly milliseconds: number;
    readonly bytes: { readonly request: number; readonly response: number };
  };
}

/** Medians over rows that were asked one by one. */
export interface Latency {
  readonly rows: number;
  readonly milliseconds: { readonly [part in keyof Milliseconds]: number | null };
  readonly bytes: { readonly request: number; readonly response: number };
}

export interface AskSettings {
  readonly plan: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Asks about all rows, by the plans that suit their number. @throws the client's errors */
export async function askAll(
  client: VelumClient,
  rows: readonly CheckedRow[],
  { plan, signal, progress }: AskSettings,
): Promise<EncryptedAnswers> {
  const started = performance.now();
  const outputs: (readonly number[])[] = [];
  const plans: string[] = [];
  let last: { readonly plan: string; readonly requests: number; readonly bytes: EncryptedAnswers["total"]["bytes"] };
  last = { plan: "", requests: 0, bytes: { request: 0, response: 0 } };
  const answers = client.predictMany(rows, {
    ...(plan === undefined ? {} : { plan }),
    signal,
    onProgress: (now) => {
      last = { plan: now.plan ?? "", requests: now.requests, bytes: now.bytes };
      progress.update(now.rows / rows.length, `${now.rows} of ${rows.length} rows encrypted`);
    },
  });
  for await (const { logits } of answers) {
    requireRunning(signal);
    outputs.push(logits);
    // Told just before the answers of its request.
    plans.push(last.plan);
  }
  const { requests, bytes } = last;
  return { outputs, plans, total: { requests, milliseconds: performance.now() - started, bytes } };
}

const SAMPLE = 20;

/** Asks about a few rows one by one, to see what a single answer takes. The first one warms up and is left out if there are more. */
export async function measureLatency(
  client: VelumClient,
  rows: readonly CheckedRow[],
  { plan, signal }: AskSettings,
): Promise<Latency> {
  const answers = [];
  for (const row of rows.slice(0, SAMPLE + 1)) {
    answers.push(await client.predict(row, { signal, ...(plan === undefined ? {} : { plan }) }));
  }
  const counted = answers.length > 1 ? answers.slice(1) : answers;
  const medianOf = (part: keyof Milliseconds): number | null => {
    const values = counted.map(({ milliseconds }) => milliseconds[part]).filter((value) => value !== undefined);
    return values.length === 0 ? null : median(values);
  };
  return {
    rows: counted.length,
    milliseconds: {
      keygen: medianOf("keygen"),
      encrypt: medianOf("encrypt"),
      server: medianOf("server"),
      roundTrip: medianOf("roundTrip"),
      decrypt: medianOf("decrypt"),
    },
    bytes: counted[0]!.bytes,
  };
}
