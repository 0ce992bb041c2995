import { MAX_BUNDLE_BYTES, readBundle } from "@velum/protocol";
import { applyPreprocessing, type Calibration, createAnswerReader, calibrate as fitCalibration } from "@velum/tabular";
import { calibratable } from "../calibrate/calibratable.ts";
import { calibratedBundle } from "../calibrate/calibrated-bundle.ts";
import { type CalibrateReport, calibrationText } from "../calibrate/calibration-text.ts";
import { CliError } from "../cli-error.ts";
import { clearOutputs } from "../evaluate/plan-outputs.ts";
import { readTestFile } from "../evaluate/read-test-file.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { readWholeFile } from "../files/read-file.ts";
import { writeWholeFile } from "../files/write-file.ts";
import { calibrationPage } from "../html/calibration-page.ts";
import { requireRunning, watchSignals } from "../process/watch-signals.ts";
import { createPaint } from "../terminal/paint.ts";
import { safeJson } from "../terminal/safe-json.ts";

/** Options of `velum calibrate`. */
export interface CalibrateOptions {
  readonly data: string;
  readonly target: string;
  readonly method: Calibration["kind"];
  readonly out: string;
  readonly newVersion?: string;
  readonly folds: number;
  readonly seed: number;
  readonly skipRefused: boolean;
  readonly html?: string;
  readonly json: boolean;
}

/**
 * Fits a calibration to clear answers on rows that the model was not trained on, and writes the bundle with it as a new version.
 * Outputs and their promise stay what they were: calibration is no remedy for an error of encryption.
 */
export async function calibrate(file: string, options: CalibrateOptions): Promise<ExitCode> {
  const signal = watchSignals();
  try {
    const report = await calibrateFile(file, options, signal);
    if (options.html !== undefined) await writeWholeFile(options.html, calibrationPage(report), "The page", 0o600);
    const paint = createPaint(process.stdout.isTTY, process.env);
    process.stdout.write(options.json ? safeJson(report) : calibrationText(report, paint));
    return EXIT.done;
  } catch (error) {
    requireRunning(signal);
    throw error;
  }
}

async function calibrateFile(file: string, options: CalibrateOptions, signal: AbortSignal): Promise<CalibrateReport> {
  const { data, target, method, out, folds, seed, skipRefused } = options;
  const bundle = readBundle(await readWholeFile(file, "the bundle", MAX_BUNDLE_BYTES));
  const { schema, preprocessing, postprocessing, outputs, name, version: from } = bundle.contract;
  const part = calibratable(postprocessing, outputs.length);
  const reader = createAnswerReader(postprocessing, outputs.length);
  const { rows, targets } = await readTestFile(data, schema, reader, { target, skipRefused, signal });
  const inputs = rows.map((row) => applyPreprocessing(preprocessing, row));
  const logits = clearOutputs(bundle.plans[0]!, inputs).map((row) => part.logitOf(row));
  const fitted = fitCalibration(method, targets, logits, { folds, seed });
  const version = options.newVersion ?? nextVersion(from);
  if (version === from) throw new CliError("USAGE", "--new-version: expected another version than the bundle's own.");
  const bytes = calibratedBundle(bundle, version, part.with(fitted.calibration));
  // Judged as a server will judge it, before it is there.
  readBundle(bytes);
  await writeWholeFile(out, bytes, "The bundle", 0o600);
  return { model: { name, from, version }, rows: rows.length, ...fitted, file: out };
}

/** 2 after 1, 1.3 after 1.2; others get a suffix. */
const nextVersion = (version: string): string =>
  /\d+$/.test(version) ? version.replace(/\d+$/, (last) => String(Number(last) + 1)) : `${version}-calibrated`;
