import type { Bundle, BundlePlan } from "@velum/protocol";
import {
  type AnswerReader,
  applyPostprocessing,
  applyPreprocessing,
  confusionMatrix,
  type ReadAnswer,
  reliabilityOf,
  rocCurve,
} from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import type { EncryptedAnswers, Latency } from "./ask-encrypted.ts";
import { errorQuantiles, largestGap } from "./errors.ts";
import type { Agreement, Curves, Evaluation, PromiseFacts, Way, WorstRow } from "./evaluation.ts";
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
  const agreement = reader.task === "regression" ? null : agreementOf(evidence, answers, errors, gate.minAgreement);
  const metrics = mapWays((way) => measureAnswers(reader, test.targets, answers[way], gate));
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
    notes: notesOf(evidence, Object.keys(metrics.clear)),
    passed: promise.kept && (agreement === null || agreement.same >= (agreement.minimum ?? 0) * agreement.rows),
  });
}

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
  { reader, test }: Evidence,
  answers: Readonly<Record<Way, readonly ReadAnswer[]>>,
  errors: readonly number[],
  minimum: number | null,
): Agreement {
  const label = (way: Way, i: number): number => answers[way][i]!.label ?? -1;
  const differing = test.places.flatMap((row, i) => {
    if (label("clear", i) === label("encrypted", i)) return [];
    const [clear, encrypted] = (["clear", "encrypted"] as const).map((way) => reader.labels[label(way, i)] ?? "");
    return [
      { row, clear: clear!, encrypted: encrypted!, target: reader.labels[test.targets[i]!] ?? "", error: errors[i]! },
    ];
  });
  return { rows: test.rows.length, same: test.rows.length - differing.length, minimum, differing };
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
  const bothClasses = new Set(test.targets).size === 2;
  const probable = answers.clear.every(({ prediction }) => prediction !== null);
  if (task !== "binary" || !bothClasses || !probable) return null;
  const of = (way: Way): Curves => {
    const probabilities = answers[way].map(({ prediction }) => prediction![0]!);
    return { reliability: reliabilityOf(test.targets, probabilities), roc: rocCurve(test.targets, probabilities) };
  };
  return { clear: of("clear"), encrypted: of("encrypted") };
}

function notesOf({ reader, test, bundle }: Evidence, measured: readonly string[]): readonly string[] {
  return [
    "clear is what the bundle computes, in float64: the polynomials where activations were approximated",
    "simulated rounds the weights as they are encoded and draws the rest of the error from its predicted deviations",
    ...(test.refused > 0 ? [`${test.refused} rows that the schema refuses were left out`] : []),
    ...(reader.task !== "regression" && measured.length === 1
      ? ["only the part of right labels could be measured: there are no probabilities, or rows of too few classes"]
      : []),
    ...(bundle.contract.disclosure.answersThatDetermine <= test.rows.length
      ? [`so many answers determine the model: ${bundle.contract.disclosure.answersThatDetermine}`]
      : []),
  ];
}
