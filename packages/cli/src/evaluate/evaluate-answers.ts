import type { Bundle, BundlePlan } from "@velum/protocol";
import {
  type AnswerReader,
  applyPostprocessing,
  applyPreprocessing,
  confusionMatrix,
  type Interval,
  type Measures,
  type Prediction,
  type ReadAnswer,
  reliabilityOf,
  rocCurve,
} from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import type { EncryptedAnswers, Latency } from "./ask-encrypted.ts";
import { errorQuantiles, largestGap } from "./errors.ts";
import type {
  Agreement,
  Curves,
  DifferingRow,
  Evaluation,
  OriginalFacts,
  PromiseFacts,
  Way,
  WorstRow,
} from "./evaluation.ts";
import { labelMargin } from "./label-margin.ts";
import { type Draws, measureAnswers } from "./measure-answers.ts";
import { clearOutputs, simulatedOutputs } from "./plan-outputs.ts";
import type { TestRows } from "./read-test-file.ts";
import type { WorstSearch } from "./search-worst.ts";

/** All that is put together. */
export interface Evidence {
  readonly bundle: Bundle;
  readonly reader: AnswerReader;
  readonly test: TestRows;
  readonly encrypted: EncryptedAnswers;
  readonly latency: Latency;
  readonly search: WorstSearch | null;
  /** Answers of the model file itself, row by row; null where it was not given. */
  readonly original: readonly Prediction[] | null;
}

export interface Gate extends Draws {
  /** Part of the labels that must agree; null for any. */
  readonly minAgreement: number | null;
}

const WORST_ROWS = 5;

/** Compares what was answered encrypted with the same plans in the clear and simulated. */
export function evaluateAnswers(evidence: Evidence, gate: Gate): Evaluation {
  const { bundle, reader, test, encrypted, latency, search } = evidence;
  const { name, version, title } = bundle.contract;
  const outputs = { ...inTheClear(evidence, gate.seed), encrypted: encrypted.outputs };
  const answers = mapWays((way) => answersOf(evidence, outputs[way]));
  const errors = encrypted.outputs.map((row, i) => largestGap(row, outputs.clear[i]!));
  const promise = promiseOf(evidence, errors, search);
  const agreement =
    reader.task === "regression" ? null : agreementOf(evidence, answers, outputs.clear, errors, gate.minAgreement);
  const metrics = mapWays((way) => measureAnswers(reader, test.targets, answers[way], gate));
  const original = originalOf(evidence, answers, gate);
  return Object.freeze({
    model: { name, version, title, contractDigest: bundle.contractDigest },
    data: { rows: test.rows.length, refused: test.refused, task: reader.task, labels: reader.labels },
    promise,
    agreement,
    errors: {
      simulated: errorQuantiles(outputs.simulated, outputs.clear),
      encrypted: errorQuantiles(encrypted.outputs, outputs.clear),
    },
    worstRows: worstRows(evidence, outputs.clear, errors),
    metrics,
    confusion: confusionOf(evidence, answers),
    curves: curvesOf(evidence, answers),
    latency,
    total: encrypted.total,
    search,
    original,
    notes: notesOf(evidence, metrics.clear),
    passed:
      promise.kept &&
      isEnough(agreement?.same, test.rows.length, gate) &&
      isEnough(original?.sameLabel?.encrypted, test.rows.length, gate),
  });
}

const isAbove = (interval: Interval | undefined): boolean => interval !== undefined && interval.low > interval.value;

/** Whether so many labels agree; there may be none. */
const isEnough = (same: number | undefined, rows: number, { minAgreement }: Gate): boolean =>
  same === undefined || same >= (minAgreement ?? 0) * rows;

const mapWays = <T>(make: (way: Way) => T): Readonly<Record<Way, T>> => ({
  clear: make("clear"),
  simulated: make("simulated"),
  encrypted: make("encrypted"),
});

/** Each row by the plan that answered it. */
function inTheClear({ bundle, test, encrypted }: Evidence, seed: number) {
  const { preprocessing } = bundle.contract;
  const clear = new Array<readonly number[]>(test.rows.length);
  const simulated = new Array<readonly number[]>(test.rows.length);
  for (const plan of bundle.plans) {
    const own = test.rows.flatMap((_, i) => (encrypted.plans[i] === plan.summary.name ? [i] : []));
    if (own.length === 0) continue;
    const inputs = own.map((i) => applyPreprocessing(preprocessing, test.rows[i]!));
    const [exact, drawn] = [clearOutputs(plan, inputs), simulatedOutputs(plan, inputs, seed)];
    own.forEach((i, k) => {
      clear[i] = exact[k]!;
      simulated[i] = drawn[k]!;
    });
  }
  return { clear, simulated };
}

const answersOf = ({ bundle, reader }: Evidence, outputs: readonly (readonly number[])[]): readonly ReadAnswer[] =>
  outputs.map((row) => reader.read(applyPostprocessing(bundle.contract.postprocessing, row)));

/** The plan of this name. @throws CliError EVALUATION */
export function planOf({ plans }: Bundle, name: string): BundlePlan {
  const plan = plans.find(({ summary }) => summary.name === name);
  if (plan === undefined) throw new CliError("EVALUATION", "The server answered by a plan that the bundle has not.");
  return plan;
}

function promiseOf(
  { bundle, encrypted }: Evidence,
  errors: readonly number[],
  search: WorstSearch | null,
): PromiseFacts {
  const plans = [...new Set(encrypted.plans)].map((plan) => {
    const own = errors.filter((_, i) => encrypted.plans[i] === plan);
    const largest = own.reduce((most, error) => Math.max(most, error), 0);
    return { plan, rows: own.length, maxError: planOf(bundle, plan).summary.precision.maxError, largest };
  });
  const kept = [...plans, ...(search === null ? [] : [search])].every(({ largest, maxError }) => largest <= maxError);
  return { kept, plans };
}

function agreementOf(
  { bundle, reader, test, encrypted }: Evidence,
  answers: Readonly<Record<Way, readonly ReadAnswer[]>>,
  clear: readonly (readonly number[])[],
  errors: readonly number[],
  minimum: number | null,
): Agreement {
  const { postprocessing } = bundle.contract;
  const labelOf = (outputs: readonly number[]) => reader.read(applyPostprocessing(postprocessing, outputs)).label;
  const promises = encrypted.plans.map((plan) => planOf(bundle, plan).summary.precision.maxError);
  const margins = clear.map((outputs, i) => labelMargin(labelOf, outputs, promises[i]!));
  const text = (label: number | null): string => reader.labels[label ?? -1] ?? "";
  const differing = test.places.flatMap((row, i): readonly DifferingRow[] => {
    const labels = { clear: answers.clear[i]!.label, encrypted: answers.encrypted[i]!.label };
    if (labels.clear === labels.encrypted) return [];
    const said = { clear: text(labels.clear), encrypted: text(labels.encrypted), target: text(test.targets[i]!) };
    return [{ row, ...said, error: errors[i]!, margin: margins[i]!, maxError: promises[i]! }];
  });
  const borderline = margins.filter((margin) => margin !== null).length;
  return { rows: test.rows.length, same: test.rows.length - differing.length, minimum, borderline, differing };
}

function originalOf(
  { original, reader, test }: Evidence,
  answers: Readonly<Record<Way, readonly ReadAnswer[]>>,
  draws: Draws,
): OriginalFacts | null {
  if (original === null) return null;
  const own = original.map((answer) => reader.read(answer));
  const others = (way: Way) => test.places.filter((_, i) => answers[way][i]!.label !== own[i]!.label);
  const rows = own.length;
  const numbers = own.flatMap(({ prediction }) => (prediction === null ? [] : [prediction]));
  const gaps = (way: Way) =>
    errorQuantiles(
      answers[way].map(({ prediction }) => prediction ?? []),
      numbers,
    );
  return {
    rows,
    metrics: measureAnswers(reader, test.targets, own, draws),
    sameLabel:
      reader.task === "regression"
        ? null
        : { clear: rows - others("clear").length, encrypted: rows - others("encrypted").length },
    otherLabel: reader.task === "regression" ? [] : others("encrypted"),
    difference: numbers.length === rows ? { clear: gaps("clear"), encrypted: gaps("encrypted") } : null,
  };
}

function worstRows(
  { test, encrypted }: Evidence,
  clear: readonly (readonly number[])[],
  errors: readonly number[],
): readonly WorstRow[] {
  const order = errors.map((error, i) => ({ error, i })).sort((a, b) => b.error - a.error);
  return order.slice(0, WORST_ROWS).map(({ error, i }) => ({
    row: test.places[i]!,
    plan: encrypted.plans[i]!,
    error,
    clear: clear[i]!,
    encrypted: encrypted.outputs[i]!,
  }));
}

function confusionOf(
  { reader: { labels }, test }: Evidence,
  answers: Readonly<Record<Way, readonly ReadAnswer[]>>,
): Evaluation["confusion"] {
  if (labels.length === 0) return null;
  const of = (way: Way) =>
    confusionMatrix(
      test.targets,
      answers[way].map(({ label }) => label ?? -1),
      labels.length,
    );
  return { clear: of("clear"), encrypted: of("encrypted") };
}

function curvesOf(
  { reader: { task }, test }: Evidence,
  answers: Readonly<Record<Way, readonly ReadAnswer[]>>,
): Evaluation["curves"] {
  const probable = answers.clear.every(({ prediction }) => prediction !== null);
  if (task === "regression" || !probable) return null;
  if (task === "multiclass")
    return { clear: saidCurves(test.targets, answers.clear), encrypted: saidCurves(test.targets, answers.encrypted) };
  if (new Set(test.targets).size < 2) return null;
  const of = (way: Way): Curves => {
    const probabilities = answers[way].map(({ prediction }) => prediction![0]!);
    return { reliability: reliabilityOf(test.targets, probabilities), roc: rocCurve(test.targets, probabilities) };
  };
  return { clear: of("clear"), encrypted: of("encrypted") };
}

/** How often the label that was said holds, by its probability. */
function saidCurves(targets: readonly number[], answers: readonly ReadAnswer[]): Curves {
  const right = answers.map(({ label }, i) => Number(label === targets[i]));
  return {
    reliability: reliabilityOf(
      right,
      answers.map(({ prediction }) => Math.max(...prediction!)),
    ),
    roc: [],
  };
}

function notesOf({ reader, test, bundle, original }: Evidence, measured: Measures): readonly string[] {
  return [
    "clear is what the bundle computes, in float64: the polynomials where activations were approximated",
    "simulated rounds the weights as they are encoded and draws the rest of the error from its predicted deviations",
    ...(original === null
      ? []
      : ["the original is the ONNX file, computed in float64: differences from clear are those of the polynomials"]),
    ...(original !== null && JSON.stringify(bundle.contract.postprocessing).includes('"calibration"')
      ? [
          "the contract corrects probabilities, the original does not: their differences are those of the calibration, too",
        ]
      : []),
    ...(test.refused > 0 ? [`${test.refused} rows that the schema refuses were left out`] : []),
    ...(isAbove(measured["calibrationError"])
      ? ["few rows, drawn again, look less reliable than they are: the interval of the calibration error lies above it"]
      : []),
    ...(reader.task !== "regression" && Object.keys(measured).length === 1
      ? ["only the part of right labels could be measured: there are no probabilities, or rows of too few classes"]
      : []),
    ...(bundle.contract.disclosure.answersThatDetermine <= test.rows.length
      ? [`so many answers determine the model: ${bundle.contract.disclosure.answersThatDetermine}`]
      : []),
  ];
}
