import { FileError } from "../csv/file-error.ts";
import { type CsvTable, parseCsv } from "../csv/parse-csv.ts";
import { problemText } from "../text/problem-text.ts";
import type { Demonstration, OpenedModel } from "../worker/messages.ts";
import { problemOf } from "../worker/problem.ts";
import type { VelumWorker } from "../worker/velum-worker.ts";
import type { RunHandle } from "./analytics-store.ts";
import { createAnswerLens } from "./answer-lens.ts";
import { askRows } from "./ask-rows.ts";
import type { Evidence, Origin } from "./evidence.ts";
import { fetchClearModel, fetchPublic } from "./fetch-demonstration.ts";
import { type AnsweredRow, gatherEvidence } from "./gather-evidence.ts";
import { readLabelledRows } from "./read-labelled-rows.ts";

/** What a run needs. */
export interface RunSettings {
  readonly worker: Pick<VelumWorker, "call">;
  /** Origin of the server. */
  readonly server: string;
  readonly model: string;
  readonly opened: OpenedModel;
  /** Where the server offers one for the model. */
  readonly demonstration: Demonstration | undefined;
}

/** Rows of a file that the user dropped. */
export interface DroppedRows {
  readonly name: string;
  readonly table: CsvTable;
  readonly target: string;
  readonly skipRefused: boolean;
}

/** Asks about the rows of a demonstration, or of a file, and ends `run` with the figures. It does not throw. */
export async function startRun(run: RunHandle, settings: RunSettings, dropped: DroppedRows | null): Promise<void> {
  try {
    const [evidence, problem] = await measure(run, settings, dropped);
    run.end(evidence, problem);
  } catch (error) {
    if (run.signal.aborted) run.end(null, null);
    else run.end(null, error instanceof FileError ? error.message : problemText(problemOf(error)));
  }
}

async function measure(
  { signal, progress }: RunHandle,
  { worker, server, model, opened, demonstration }: RunSettings,
  dropped: DroppedRows | null,
): Promise<readonly [Evidence | null, string | null]> {
  const { contract, contractDigest } = opened;
  const lens = createAnswerLens(contract);
  const clear =
    demonstration === undefined ? null : await fetchClearModel(server, demonstration, contract.schema, signal);
  const { name, table, target, skipRefused } = dropped ?? (await fetchRows(server, demonstration, signal));
  const rows = readLabelledRows(table, contract.schema, lens, { name, target, skipRefused });
  const begun = performance.now();
  let [done, largest]: [number, number | null] = [0, null];
  const onRow = (answered: AnsweredRow | null): void => {
    done++;
    const gap = answered === null ? null : gapOf(answered);
    if (gap !== null) largest = Math.max(largest ?? 0, gap);
    progress({ done, total: rows.rows.length, milliseconds: performance.now() - begun, largest });
  };
  progress({ done, total: rows.rows.length, milliseconds: 0, largest });
  const { answered, unreadable, failure } = await askRows(rows, { worker, model, lens, clear, signal, onRow });
  const origin: Origin =
    dropped === null ? { kind: "demonstration", name: demonstration!.title } : { kind: "file", name };
  const counts = { planned: rows.rows.length, refused: rows.refused, unreadable };
  const findings = { origin, contract, contractDigest, lens, answered, ...counts };
  return [
    answered.length === 0 ? null : gatherEvidence(findings),
    failure === null ? null : problemText(failure.problem),
  ];
}

function gapOf({ clear, encrypted }: AnsweredRow): number | null {
  if (clear === null || clear.compared.length === 0) return null;
  return clear.compared.reduce((most, value, i) => Math.max(most, Math.abs(value - encrypted.compared[i]!)), 0);
}

async function fetchRows(
  server: string,
  demonstration: Demonstration | undefined,
  signal: AbortSignal,
): Promise<DroppedRows> {
  if (demonstration === undefined) throw new FileError("test rows", "a server that offers them", "one that does not");
  const name = "rows.csv";
  const text = await (await fetchPublic(server + demonstration.rows, signal)).text();
  return { name, table: parseCsv(text, name), target: demonstration.target, skipRefused: true };
}
