import { type Contract, MAX_BUNDLE_BYTES, readBundle } from "@velum/protocol";
import type { Prediction } from "@velum/tabular";
import { createAnswerReader } from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import { readOnnxFile } from "../compile/read-onnx-file.ts";
import { askAll, measureLatency } from "../evaluate/ask-encrypted.ts";
import { evaluateAnswers, planOf } from "../evaluate/evaluate-answers.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { evaluationText } from "../evaluate/evaluation-text.ts";
import { originalAnswers } from "../evaluate/original-model.ts";
import { readTestFile, type TestRows } from "../evaluate/read-test-file.ts";
import { searchWorst } from "../evaluate/search-worst.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { readWholeFile } from "../files/read-file.ts";
import { writeWholeFile } from "../files/write-file.ts";
import { evaluationPage } from "../html/evaluation-page.ts";
import { withModel } from "../predict/open-model.ts";
import { requireRunning, watchSignals } from "../process/watch-signals.ts";
import { createPaint } from "../terminal/paint.ts";
import { createProgress, type Progress, SILENT } from "../terminal/progress.ts";
import { safeJson } from "../terminal/safe-json.ts";

/** Options of `velum evaluate`. */
export interface EvaluateOptions {
  readonly data: string;
  readonly target: string;
  readonly server?: string;
  readonly model?: string;
  readonly tokenFile?: string;
  readonly plan?: string;
  readonly rows?: number;
  readonly minAgreement?: number;
  readonly onnx?: string;
  readonly columns?: readonly string[];
  readonly externalData: readonly string[];
  readonly searchWorst: boolean;
  readonly skipRefused: boolean;
  readonly seed: number;
  readonly resamples: number;
  readonly html?: string;
  readonly json: boolean;
}

/** A page is for showing, but it holds targets and scores of single rows. */
const PAGE_MODE = 0o600;

/** Asks about rows with known targets, encrypted, and compares with the same in the clear. Failed where the promise is broken. */
export async function evaluate(file: string, options: EvaluateOptions): Promise<ExitCode> {
  const interrupted = watchSignals();
  const progress = options.json ? SILENT : createProgress(process.stderr);
  try {
    const evaluation = await collect(file, options, interrupted, progress);
    progress.clear();
    if (options.html !== undefined)
      await writeWholeFile(options.html, evaluationPage(evaluation), "The page", PAGE_MODE);
    const paint = createPaint(process.stdout.isTTY, process.env);
    process.stdout.write(options.json ? safeJson(evaluation) : evaluationText(evaluation, paint));
    return evaluation.passed ? EXIT.done : EXIT.failed;
  } catch (error) {
    requireRunning(interrupted);
    throw error;
  } finally {
    progress.clear();
  }
}

async function collect(
  file: string,
  options: EvaluateOptions,
  signal: AbortSignal,
  progress: Progress,
): Promise<Evaluation> {
  const { target, plan, rows, skipRefused, server, model, tokenFile, minAgreement = null, seed, resamples } = options;
  const bundle = readBundle(await readWholeFile(file, "the bundle", MAX_BUNDLE_BYTES));
  const { schema, postprocessing } = bundle.contract;
  const reader = createAnswerReader(postprocessing, bundle.contract.outputs.length);
  if (minAgreement !== null && reader.task === "regression")
    throw new CliError("USAGE", "--min-agreement is for labels; this model answers with a quantity.");
  const test = await readTestFile(options.data, schema, reader, {
    target,
    skipRefused,
    signal,
    ...(rows === undefined ? {} : { rows }),
  });
  const original = await askOriginal(bundle.contract, test, options);
  // The server must serve this very contract: anything else would be compared with another model's clear answers.
  const named = server === undefined || /\/v2\/models\//.test(server) ? model : (model ?? bundle.contract.name);
  const choice = {
    contract: bundle.contractDigest,
    ...(named === undefined ? {} : { model: named }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
  };
  return withModel(server ?? file, choice, signal, async (client) => {
    const settings = { plan, signal, progress };
    const latency = await measureLatency(client, test.rows, settings);
    const encrypted = await askAll(client, test.rows, settings);
    const searched = planOf(bundle, encrypted.plans[0]!);
    progress.clear();
    const searching = { ...settings, progress: options.json ? SILENT : createProgress(process.stderr) };
    const search = options.searchWorst ? await searchWorst(client, searched, seed, searching) : null;
    searching.progress.clear();
    return evaluateAnswers(
      { bundle, reader, test, encrypted, latency, search, original },
      { minAgreement, seed, resamples },
    );
  });
}

/** What the model file says of the rows, before anything is encrypted. */
async function askOriginal(
  { postprocessing, schema }: Contract,
  test: TestRows,
  { onnx, externalData, columns, target }: EvaluateOptions,
): Promise<readonly Prediction[] | null> {
  if (onnx === undefined) {
    if (columns === undefined && externalData.length === 0) return null;
    throw new CliError("USAGE", "--columns and --external-data belong to --onnx.");
  }
  const { graph } = await readOnnxFile(onnx, externalData);
  const features = schema.features.map(({ name }) => name);
  return originalAnswers(graph, test, { postprocessing, columns, features, target });
}
