import type { VelumClient } from "@velum/client";
import { checkRow, flattenOutputs, type Row, type TableSchema } from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import type { CsvOutput } from "../csv/csv-output.ts";
import { type CsvFile, openCsv } from "../csv/read-csv.ts";
import { createRowReader } from "../csv/row-reader.ts";
import { requireRunning } from "../process/watch-signals.ts";
import { grouped } from "../terminal/numbers.ts";
import type { Progress } from "../terminal/progress.ts";

/** What a file of rows cost. */
export interface FileSummary {
  readonly rows: number;
  readonly requests: number;
  /** Plans by name, with the rows that each answered. */
  readonly plans: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  readonly bytes: { readonly request: number; readonly response: number };
}

export interface FileSettings {
  readonly plan: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** A file whose rows were all checked. */
export interface CheckedFile {
  readonly path: string;
  readonly rows: number;
  /** Columns that the model does not read. */
  readonly ignored: readonly string[];
}

/**
 * Reads a file to its end and checks every row, so that nothing is sent about any if one is wrong (C3).
 * @throws CliError DATA_FILE, INTERRUPTED; TabularError naming row and column
 */
export async function checkFile(
  path: string,
  schema: TableSchema,
  { signal, progress }: FileSettings,
): Promise<CheckedFile> {
  const file = await openCsv(path);
  const { ignored } = createRowReader(file.name, file.header, schema);
  let rows = 0;
  for await (const row of rowsOf(file, schema, signal)) {
    rows++;
    checkRow(schema, row, `${file.name}, row ${rows}`);
    if (rows % 256 === 0) progress.update(file.progress(), `${grouped(rows)} rows checked`);
  }
  if (rows === 0) throw new CliError("DATA_FILE", `${file.name}: expected rows below the header, got none.`);
  return { path, rows, ignored };
}

/**
 * Asks about every row of a file, and writes one line of outputs for each, in their order. Neither the rows nor the answers are
 * ever all in memory.
 */
export async function predictFile(
  client: VelumClient,
  { path, rows }: CheckedFile,
  output: CsvOutput,
  { plan, signal, progress }: FileSettings,
): Promise<FileSummary> {
  const started = performance.now();
  const plans: Record<string, number> = {};
  let summary = { rows: 0, requests: 0, bytes: { request: 0, response: 0 } };
  const source = rowsOf(await openCsv(path), client.contract.schema, signal);
  const answers = client.predictMany(source, {
    ...(plan === undefined ? {} : { plan }),
    signal,
    onProgress: (now) => {
      if (now.plan !== undefined) plans[now.plan] = (plans[now.plan] ?? 0) + now.rows - summary.rows;
      summary = now;
      progress.update(now.rows / rows, `${grouped(now.rows)} of ${grouped(rows)} rows`);
    },
  });
  for await (const answer of answers) {
    const cells = flattenOutputs(answer);
    if (answer.index === 0) await output.write(cells.map(({ name }) => name));
    await output.write(cells.map(({ value }) => value));
  }
  const { requests, bytes } = summary;
  return { rows: summary.rows, requests, plans, milliseconds: performance.now() - started, bytes };
}

async function* rowsOf(file: CsvFile, schema: TableSchema, signal: AbortSignal): AsyncGenerator<Row, void> {
  const reader = createRowReader(file.name, file.header, schema);
  let row = 0;
  for await (const cells of file.records) {
    requireRunning(signal);
    yield reader.read(cells, ++row);
  }
}
