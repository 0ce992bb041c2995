import {
  type HiddenActivation,
  type ModelKind,
  type NetOptions,
  type TrainedModel,
  type TrainProgress,
  trainedGraph,
  trainModel,
} from "@velum/model";
import { writeOnnx } from "@velum/model/onnx";
import {
  inferSchema,
  readTarget,
  readTrainingTable,
  type SchemaOverrides,
  stratifiedSplit,
  type TableSchema,
  type TrainingTable,
} from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import { readJsonFile } from "../compile/read-schema-file.ts";
import { type CsvTable, readTable, tableText } from "../csv/read-table.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../files/write-file.ts";
import { requireRunning, watchSignals } from "../process/watch-signals.ts";
import { createPaint } from "../terminal/paint.ts";
import { createProgress, type Progress, SILENT } from "../terminal/progress.ts";
import { safeJson } from "../terminal/safe-json.ts";
import type { TrainingReport } from "../train/training-report.ts";
import { schemaText, trainingText, warningLines } from "../train/training-text.ts";

/** Options of `velum train`. */
export interface TrainOptions {
  readonly target: string;
  readonly model: ModelKind;
  readonly out: string;
  readonly targetKind?: "classes" | "quantity";
  readonly schema?: string;
  readonly schemaOut?: string;
  readonly heldOut?: string;
  readonly testFraction: number;
  readonly calibration?: string;
  readonly calibrationFraction: number;
  readonly folds: number;
  readonly c?: readonly number[];
  readonly hidden?: readonly (readonly number[])[];
  readonly activation?: HiddenActivation;
  readonly degree?: number;
  readonly weightDecay?: readonly number[];
  readonly maxEpochs?: number;
  readonly seed: number;
  readonly resamples: number;
  readonly json: boolean;
}

/** Rows and models are their owner's; a schema is published with the contract. */
const OWN = 0o600;
const PUBLIC = 0o644;

/** From a CSV file to an ONNX file and a schema, with metrics on rows that taught nothing. */
export async function train(file: string, options: TrainOptions): Promise<ExitCode> {
  const interrupted = watchSignals();
  const progress = options.json ? SILENT : createProgress(process.stderr);
  try {
    checkUse(options);
    await trainFile(file, options, interrupted, progress);
    return EXIT.done;
  } catch (error) {
    requireRunning(interrupted);
    throw error;
  } finally {
    progress.clear();
  }
}

/** What belongs to one kind of model alone. @throws CliError USAGE */
function checkUse({
  model,
  c,
  hidden,
  activation,
  degree,
  weightDecay,
  maxEpochs,
  calibration,
  targetKind,
}: TrainOptions): void {
  const net = [hidden, activation, degree, weightDecay, maxEpochs].some((option) => option !== undefined);
  if (model !== "mlp" && net)
    throw new CliError(
      "USAGE",
      "--hidden, --activation, --degree, --weight-decay and --max-epochs belong to --model mlp.",
    );
  if (model === "mlp" && c !== undefined) throw new CliError("USAGE", "--c belongs to linear models.");
  if (calibration !== undefined && (model === "linear" || targetKind === "quantity"))
    throw new CliError("USAGE", "--calibration is for probabilities; a quantity has none.");
}

async function trainFile(file: string, options: TrainOptions, signal: AbortSignal, progress: Progress): Promise<void> {
  const { target: name, json, seed } = options;
  const kind = targetKindOf(options);
  const csv = await readTable(file, signal, progress);
  const overrides =
    options.schema === undefined ? undefined : ((await readJsonFile(options.schema)) as SchemaOverrides);
  const { schema, warnings } = inferSchema(csv.header, csv.records, { target: name, ...(overrides && { overrides }) });
  const { target } = readTarget(csv.header, csv.records, name, kind);
  const paint = createPaint(process.stdout.isTTY, process.env);
  progress.clear();
  if (!json) process.stdout.write(schemaText(schema, target, warnings, paint));
  const parts = setAside(csv, options, kind);
  const table = readTrainingTable(csv.header, parts.records, schema, { target: name, ...(kind && { kind }) });
  const trained = await fit(table, options, signal, progress);
  progress.clear();
  if (!json)
    process.stdout.write(
      warningLines(trained.warnings, paint)
        .map((line) => `${line}\n`)
        .join(""),
    );
  const files = await writeFiles(csv, parts, trained, options);
  const { split, candidate, crossValidation, metrics, hiddenRanges } = trained;
  const report: TrainingReport = {
    target: trained.target,
    schema: usedSchema(trained),
    rows: { train: split.train.length, heldOut: split.test.length, calibration: parts.calibration.length },
    seed,
    candidate,
    scores: crossValidation?.scores ?? [],
    metrics,
    hiddenRanges,
    warnings: [...warnings, ...trained.warnings],
    files,
  };
  process.stdout.write(json ? safeJson(report) : trainingText(report, paint));
}

/** A linear model is of a quantity, whatever the numbers look like; classes have no other model. */
function targetKindOf({ model, targetKind }: TrainOptions): TrainOptions["targetKind"] {
  if (targetKind !== undefined) return targetKind;
  if (model === "linear") return "quantity";
  return model === "mlp" ? undefined : "classes";
}

/** Records to train and test on, and those that only a calibration will see. */
interface Parts {
  readonly records: CsvTable["records"];
  readonly calibration: CsvTable["records"];
}

function setAside({ header, records }: CsvTable, options: TrainOptions, kind: TrainOptions["targetKind"]): Parts {
  const { calibration, calibrationFraction, target, seed } = options;
  if (calibration === undefined) return { records, calibration: [] };
  const { values, target: read } = readTarget(header, records, target, kind);
  if (read.task === "regression")
    throw new CliError("USAGE", "--calibration is for probabilities; a quantity has none.");
  const split = stratifiedSplit(values, { testFraction: calibrationFraction, seed });
  const pick = (rows: readonly number[]) => rows.map((row) => records[row]!);
  return { records: pick(split.train), calibration: pick(split.test) };
}

function fit(
  table: TrainingTable,
  options: TrainOptions,
  signal: AbortSignal,
  progress: Progress,
): Promise<TrainedModel> {
  const { model, seed, testFraction, folds, resamples, c } = options;
  const single = folds === 0 && c === undefined ? [1] : c;
  return trainModel(table, {
    model,
    seed,
    testFraction,
    folds,
    resamples,
    signal,
    ...(single && { inverseRegularization: single }),
    ...(model === "mlp" && { mlp: netOptions(options) }),
    onProgress: ({ stage, done, total }) =>
      progress.update(total === 0 ? 0 : done / total, `${STAGES[stage]} ${done}/${total}`),
  });
}

const STAGES: Readonly<Record<TrainProgress["stage"], string>> = {
  "cross-validate": "cross-validation: fits",
  train: "training: epochs",
  "fine-tune": "training behind the polynomial: epochs",
  measure: "measuring",
};

const netOptions = ({ hidden, activation, degree, weightDecay, maxEpochs }: TrainOptions): NetOptions => ({
  ...(hidden && { hidden }),
  ...(activation && { activation }),
  ...(degree !== undefined && { degree }),
  ...(weightDecay && { weightDecay }),
  ...(maxEpochs !== undefined && { maximumEpochs: maxEpochs }),
});

/** A feature that no step reads is no input of the file. */
function usedSchema({ schema, preprocessing }: TrainedModel): TableSchema {
  const used = new Set(preprocessing.steps.map(({ feature }) => feature));
  return { features: schema.features.filter(({ name }) => used.has(name)) };
}

async function writeFiles(
  { header }: CsvTable,
  { records, calibration }: Parts,
  trained: TrainedModel,
  {
    out,
    schemaOut = `${out.replace(/\.onnx$/i, "")}.schema.json`,
    heldOut,
    calibration: calibrationFile,
  }: TrainOptions,
): Promise<TrainingReport["files"]> {
  await writeWholeFile(out, writeOnnx(trainedGraph(trained)), "The model", OWN);
  await writeWholeFile(schemaOut, `${JSON.stringify(usedSchema(trained), null, 2)}\n`, "The schema", PUBLIC);
  const rows = trained.split.test.map((row) => records[row]!);
  if (heldOut !== undefined)
    await writeWholeFile(heldOut, tableText([header, ...rows]), "The file of held-out rows", OWN);
  if (calibrationFile !== undefined)
    await writeWholeFile(calibrationFile, tableText([header, ...calibration]), "The file of rows to calibrate on", OWN);
  return { model: out, schema: schemaOut, heldOut: heldOut ?? null, calibration: calibrationFile ?? null };
}
