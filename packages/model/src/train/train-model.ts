import {
  type Measures,
  measure,
  type Preprocessing,
  preprocessedNames,
  type Split,
  stratifiedFolds,
  stratifiedSplit,
  type TableSchema,
  type TabularWarning,
  type Target,
  type Task,
  type TrainingTable,
  warn,
} from "@velum/tabular";
import type { LinearModel } from "../linear-model.ts";
import { type Candidate, fitCandidate } from "./candidate.ts";
import { type CrossValidation, crossValidate } from "./cross-validate.ts";
import { type Encoding, encodePart, encodeRows } from "./encode-rows.ts";
import type { MlpModel } from "./mlp-model.ts";
import type { MlpOptions } from "./mlp-options.ts";
import { predictionOf, runModel } from "./predictions.ts";
import { candidatesOf, type TrainModelOptions, type TrainProgress, taskOf } from "./train-model-options.ts";

/** A trained model with all that is known of it. */
export interface TrainedModel {
  readonly schema: TableSchema;
  readonly target: Target;
  /** What the outputs are: the logit of class 1, a logit for each class, or the quantity. */
  readonly task: Task;
  /** Fitted to the training rows alone. */
  readonly preprocessing: Preprocessing;
  readonly model: LinearModel | MlpModel;
  /** Smallest and largest sum of each hidden layer over the training rows; empty for linear models. */
  readonly hiddenRanges: readonly (readonly [number, number])[];
  readonly split: Split;
  /** The settings that were used. */
  readonly candidate: Candidate;
  /** How they were chosen, within the training rows; `null` without folds. */
  readonly crossValidation: CrossValidation | null;
  /** The model's outputs for the rows of `split.test`. */
  readonly heldOutOutputs: readonly (readonly number[])[];
  /** Metrics on the rows of `split.test`, which taught nothing. */
  readonly metrics: Measures;
  readonly warnings: readonly TabularWarning[];
}

/**
 * Trains a model on a part of a table and measures it on the rest.
 *
 * The split keeps the proportions of classes. Preprocessing, choice of settings and model see the training rows alone.
 * Settings are chosen by k-fold cross-validation, whose left-out outputs are kept to calibrate on.
 *
 * @throws {@link ModelError} `TRAINING_INPUT_INVALID` for options and a model that does not fit the target, and the
 * errors of the model's own training
 * @throws TabularError `SPLIT_IMPOSSIBLE` for too few rows of a class, `METRIC_INPUT_INVALID` where the held-out rows
 * cannot be measured
 * @throws the reason of `options.signal` when it is aborted
 * @example
 * const table = readTrainingTable(header, records, schema, { target: "target" });
 * const trained = await trainModel(table, { model: "logreg", seed: 7 });
 * trained.metrics.rocAuc; // { value: 0.91, low: 0.84, high: 0.96 }
 */
export async function trainModel(table: TrainingTable, options: TrainModelOptions): Promise<TrainedModel> {
  const { seed = 0, testFraction = 0.3, resamples } = options;
  const task = taskOf(options.model, table.target);
  const encoding: Encoding = { task, outputNames: outputNamesOf(task, table.target), plan: options.plan };
  const labels = task === "regression" ? table.targets.map(() => 0) : table.targets;
  const split = options.split ?? stratifiedSplit(labels, { testFraction, seed });
  const crossValidation = await chooseCandidate(table, labels, split, encoding, options);
  const candidate = crossValidation?.best ?? candidatesOf(options)[0];
  const { preprocessing, data } = encodePart(table, split.train, encoding);
  const { model, hiddenRanges } = await fitCandidate(candidate, data, netOptions(options, true));
  const inputs = encodeRows(table, split.test, preprocessing);
  const heldOutOutputs = inputs.map((x) => Array.from(runModel(model, x)));
  options.onProgress?.({ stage: "measure", done: 0, total: 1 });
  const metrics = measure(
    task,
    split.test.map((row) => table.targets[row]!),
    heldOutOutputs.map((outputs) => predictionOf(task, outputs)),
    { seed, ...(resamples === undefined ? {} : { resamples }) },
  );
  const { schema, target } = table;
  const warnings = Object.freeze([...table.warnings, ...warningsOf(table, preprocessing, split, options)]);
  return Object.freeze({
    ...{ schema, target, task, preprocessing, model, hiddenRanges, split },
    ...{ candidate, crossValidation, heldOutOutputs, metrics, warnings },
  });
}

async function chooseCandidate(
  table: TrainingTable,
  labels: readonly number[],
  { train }: Split,
  encoding: Encoding,
  options: TrainModelOptions,
): Promise<CrossValidation | null> {
  const { folds = 5, seed = 0 } = options;
  const candidates = candidatesOf(options);
  if (folds === 0) return null;
  const inTable = (positions: readonly number[]): readonly number[] => positions.map((position) => train[position]!);
  const inTraining = stratifiedFolds(
    train.map((row) => labels[row]!),
    { folds, seed },
  );
  return crossValidate({
    table,
    folds: inTraining.map((fold) => ({ train: inTable(fold.train), test: inTable(fold.test) })),
    encoding,
    candidates,
    mlp: netOptions(options, false),
    onFit: (done, total) => options.onProgress?.({ stage: "cross-validate", done, total }),
  });
}

/** What all nets share; the widths and the decay are the candidates'. */
function netOptions({ mlp = {}, seed = 0, onProgress, signal }: TrainModelOptions, tells: boolean): MlpOptions {
  const { hidden: _, weightDecay: __, ...shared } = mlp;
  const tell = (stage: TrainProgress["stage"], done: number, total: number) => onProgress?.({ stage, done, total });
  return {
    ...shared,
    seed,
    ...(signal ? { signal } : {}),
    ...(tells ? { onProgress: ({ phase, epoch, maximumEpochs }) => tell(phase, epoch, maximumEpochs) } : {}),
  };
}

/** A class is its own output; a single output has the target's name. */
function outputNamesOf(task: Task, { name, labels }: Target): readonly string[] {
  return task === "multiclass" ? labels : [name];
}

/** A feature that is in no step was constant, unless the plan was made elsewhere. */
function warningsOf(
  { schema }: TrainingTable,
  preprocessing: Preprocessing,
  { train }: Split,
  { plan }: TrainModelOptions,
): readonly TabularWarning[] {
  const used = new Set(preprocessing.steps.map(({ feature }) => feature));
  const unused = plan === undefined ? schema.features.filter(({ name }) => !used.has(name)) : [];
  const inputs = preprocessedNames(preprocessing).length;
  return [
    ...unused.map(({ name }) => warn("COLUMN_CONSTANT", name, "in the training rows")),
    ...(inputs > train.length
      ? [warn("MORE_COLUMNS_THAN_ROWS", null, `${inputs} inputs, ${train.length} training rows`)]
      : []),
  ];
}
