import { text } from "node:stream/consumers";
import type { Answer, VelumClient } from "@velum/client";
import { flattenOutputs, type Row } from "@velum/tabular";
import { CliError, printable } from "../cli-error.ts";
import { createCsvFile, createCsvStream } from "../csv/csv-output.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { withModel } from "../predict/open-model.ts";
import { checkFile, type FileSummary, predictFile } from "../predict/predict-file.ts";
import { requireRunning, watchSignals } from "../process/watch-signals.ts";
import { grouped } from "../terminal/numbers.ts";
import { createPaint } from "../terminal/paint.ts";
import { createProgress, type Progress, SILENT } from "../terminal/progress.ts";
import { safeJson } from "../terminal/safe-json.ts";

/** Options of `velum predict`. */
export interface PredictOptions {
  readonly row?: string;
  readonly data?: string;
  readonly out?: string;
  readonly model?: string;
  readonly plan?: string;
  readonly contract?: string;
  readonly tokenFile?: string;
  readonly json: boolean;
}

/** Encrypts rows here, asks a server, decrypts the answers here: one row, or a file of them. */
export async function predict(target: string, options: PredictOptions): Promise<ExitCode> {
  const row = await checkUse(options);
  const interrupted = watchSignals();
  try {
    await withModel(target, options, interrupted, (client) =>
      row === undefined ? predictRows(client, options, interrupted) : predictRow(client, row, options, interrupted),
    );
  } catch (error) {
    // What a signal ended is told as that, whichever call noticed it.
    requireRunning(interrupted);
    throw error;
  }
  return EXIT.done;
}

/** What belongs together; the row, where there is one. @throws CliError USAGE */
async function checkUse({ row, data, out, json }: PredictOptions): Promise<Row | undefined> {
  if ((row === undefined) === (data === undefined)) throw new CliError("USAGE", "Give either --row or --data.");
  if (row === undefined) {
    if (json && out === undefined) throw new CliError("USAGE", "--json with --data needs --out.");
    return undefined;
  }
  if (out !== undefined) throw new CliError("USAGE", "--out belongs to --data.");
  // Command lines are seen by every user of a machine; standard input is not.
  return parseRow(row === "-" ? await text(process.stdin) : row);
}

function parseRow(json: string): Row {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Row;
  } catch {
    // Said below, without the text: it holds a person's values.
  }
  throw new CliError("USAGE", `--row expected one JSON object, such as '{"age":63}'.`);
}

async function predictRow(
  client: VelumClient,
  row: Row,
  { plan, json }: PredictOptions,
  signal: AbortSignal,
): Promise<void> {
  const answer = await client.predict(row, { signal, ...(plan === undefined ? {} : { plan }) });
  process.stdout.write(json ? safeJson(answer) : answerText(answer));
}

function answerText(answer: Answer): string {
  const paint = createPaint(process.stdout.isTTY, process.env);
  const { milliseconds, bytes } = answer;
  const { keygen, encrypt, roundTrip, decrypt } = milliseconds;
  const cells = flattenOutputs(answer).map(({ name, value }) => ({
    name: printable(name),
    value: printable(String(value)),
  }));
  const width = Math.max(...cells.map(({ name }) => name.length));
  return [
    ...cells.map(({ name, value }) => `${paint.faint(name.padEnd(width))}  ${paint.strong(value)}`),
    paint.faint(
      `${(keygen + encrypt + roundTrip + decrypt).toFixed(1)} ms, sent ${grouped(bytes.request)} bytes, received ${grouped(bytes.response)}`,
    ),
    "",
  ].join("\n");
}

async function predictRows(
  client: VelumClient,
  { data, out, plan, json }: PredictOptions,
  signal: AbortSignal,
): Promise<void> {
  const file = await withProgress(json, (progress) =>
    checkFile(data!, client.contract.schema, { plan, signal, progress }),
  );
  const output = out === undefined ? createCsvStream(process.stdout) : await createCsvFile(out);
  try {
    const summary = await withProgress(json, (progress) =>
      predictFile(client, file, output, { plan, signal, progress }),
    );
    await output.finish();
    if (json) process.stdout.write(safeJson({ ...summary, ignored: file.ignored, out }));
    else process.stderr.write(summaryText(summary, file.ignored));
  } catch (error) {
    await output.discard();
    throw error;
  }
}

/** Each part of the work has a bar of its own. */
async function withProgress<T>(silent: boolean, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = silent ? SILENT : createProgress(process.stderr);
  try {
    return await work(progress);
  } finally {
    progress.clear();
  }
}

function summaryText({ rows, requests, plans, milliseconds, bytes }: FileSummary, ignored: readonly string[]): string {
  const used = Object.entries(plans).map(([plan, count]) => `${plan} ${grouped(count)}`);
  return [
    `${grouped(rows)} rows in ${(milliseconds / 1000).toFixed(1)} s, ${grouped(requests)} requests (${used.join(", ")})`,
    `sent ${grouped(bytes.request)} bytes, received ${grouped(bytes.response)}`,
    ...(ignored.length === 0 ? [] : [`columns that the model does not read: ${ignored.map(printable).join(", ")}`]),
    "",
  ].join("\n");
}
