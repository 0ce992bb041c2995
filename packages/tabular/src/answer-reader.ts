import { parseDecimal } from "./decimal.ts";
import type { Task } from "./measure.ts";
import type { OutputReading, OutputValue } from "./output-reading.ts";
import {
  applyPostprocessing,
  type OutputsPostprocessing,
  type Postprocessing,
  type Prediction,
} from "./postprocess.ts";
import { createShuffleRandom } from "./shuffle-random.ts";
import { TabularError } from "./tabular-error.ts";

/** What an answer says, in the terms of metrics. */
export interface ReadAnswer {
  /** Position of the label among the labels; null for a quantity. */
  readonly label: number | null;
  /** The probability of class 1, one for each class, or the quantity; null for classes without probabilities. */
  readonly prediction: readonly number[] | null;
}

/** Reads the answers of one contract, and the target column beside them. */
export interface AnswerReader {
  readonly task: Task;
  /** Empty for a quantity. */
  readonly labels: readonly string[];
  /** A cell of the target: position of its label, or a quantity; undefined for anything else. */
  target(cell: string): number | undefined;
  read(answer: Prediction): ReadAnswer;
}

/**
 * Cells name a class by its label; of a contract with a logit and two labels in words also by 0 and 1.
 * @param scores - how many numbers are decrypted for a row
 * @throws {@link TabularError} `OUTPUT_INVALID` from `read`, for answers without a label whose quantity is not one number
 * @example createAnswerReader(contract.postprocessing, contract.outputs.length).target("1")
 */
export function createAnswerReader(postprocessing: Postprocessing, scores: number): AnswerReader {
  switch (postprocessing.kind) {
    case "identity":
      return quantities((answer) => (answer.kind === "value" ? [answer.value] : []));
    case "sigmoid":
      return classes(postprocessing.labels, true, (answer) =>
        answer.kind === "class" ? { label: answer.label, numbers: [1 - answer.probability, answer.probability] } : null,
      );
    case "outputs":
      return outputsReader(postprocessing, scores);
  }
}

function outputsReader(postprocessing: OutputsPostprocessing, scores: number): AnswerReader {
  const readings = postprocessing.outputs;
  const label = readings.find((reading) => reading.kind === "label");
  if (label === undefined) {
    const [quantity] = readings;
    return quantities((answer) => numbersOf(outputNamed(answer, quantity?.name ?? "")) ?? []);
  }
  const own = label.labels.map(String);
  const read = (labels: readonly string[]) => (answer: Prediction) => readClass(answer, label.name, labels, readings);
  const labels = likelierOrder(
    [sortedLabels(own), own],
    (order, answer) => read(order)(answer),
    postprocessing,
    scores,
  );
  return classes(labels, false, read(labels));
}

function readClass(
  answer: Prediction,
  name: string,
  labels: readonly string[],
  readings: readonly OutputReading[],
): ClassAnswer {
  const said = outputNamed(answer, name);
  const lists = readings
    .filter(({ kind }) => kind !== "label")
    .map((reading) => asProbabilities(numbersOf(outputNamed(answer, reading.name), labels), labels.length));
  const numbers = lists.find((list) => list !== null) ?? null;
  return said === undefined ? null : { label: String(said), numbers };
}

/** Numbers by size and words by their letters: the order in which model files list probabilities. */
function sortedLabels(labels: readonly string[]): readonly string[] {
  const areNumbers = labels.every((label) => parseDecimal(label) !== undefined);
  return labels.toSorted((a, b) => (areNumbers ? Number(a) - Number(b) : a < b ? -1 : 1));
}

const PROBES = 64;

/** Answers to made-up scores, always the same ones. */
export function probeAnswers(postprocessing: Postprocessing, scores: number): readonly Prediction[] {
  const random = createShuffleRandom(0);
  return Array.from({ length: PROBES }, () =>
    applyPostprocessing(
      postprocessing,
      Float64Array.from({ length: scores }, () => random.below(8001) / 1000 - 4),
    ),
  );
}

/** The order of labels by which the label is most often the most probable one, over made-up scores. */
function likelierOrder(
  orders: readonly (readonly string[])[],
  read: (order: readonly string[], answer: Prediction) => ClassAnswer,
  postprocessing: Postprocessing,
  scores: number,
): readonly string[] {
  const probes = probeAnswers(postprocessing, scores);
  const hits = orders.map(
    (order) =>
      probes.filter((probe) => {
        const answer = read(order, probe);
        return answer?.numbers != null && order[answer.numbers.indexOf(Math.max(...answer.numbers))] === answer.label;
      }).length,
  );
  return orders[hits.indexOf(Math.max(...hits))]!;
}

const outputNamed = (answer: Prediction, name: string): OutputValue | undefined =>
  answer.kind === "outputs" ? answer.outputs[name] : undefined;

/** A map in the order of the labels. */
function numbersOf(value: OutputValue | undefined, labels: readonly string[] = []): readonly number[] | null {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value as readonly number[];
  if (typeof value !== "object") return null;
  return labels.map((label) => (value as Readonly<Record<string, number>>)[label] ?? Number.NaN);
}

/** Whether an output gives probabilities of the labels, for all of some answers. */
export const givesProbabilities = (name: string, labels: readonly string[], answers: readonly Prediction[]): boolean =>
  answers.every((answer) => asProbabilities(numbersOf(outputNamed(answer, name), labels), labels.length) !== null);

/** Scores are none: probabilities are not negative and add up to 1. A single one is that of class 1. */
function asProbabilities(list: readonly number[] | null, classCount: number): readonly number[] | null {
  const all = list?.length === 1 && classCount === 2 ? [1 - list[0]!, list[0]!] : list;
  if (all?.length !== classCount || !all.every((value) => value >= 0 && value <= 1)) return null;
  return Math.abs(all.reduce((sum, value) => sum + value, 0) - 1) <= 1e-6 ? all : null;
}

function quantities(read: (answer: Prediction) => readonly number[]): AnswerReader {
  return Object.freeze({
    task: "regression",
    labels: Object.freeze([]),
    target: parseDecimal,
    read(answer: Prediction) {
      const prediction = read(answer);
      if (prediction.length === 1) return { label: null, prediction };
      throw new TabularError("OUTPUT_INVALID", "answer", "a label or one number", "several numbers");
    },
  });
}

type ClassAnswer = { readonly label: string; readonly numbers: readonly number[] | null } | null;

function classes(
  labels: readonly string[],
  numbered: boolean,
  read: (answer: Prediction) => ClassAnswer,
): AnswerReader {
  const task = labels.length === 2 ? "binary" : "multiclass";
  return Object.freeze({
    task,
    labels,
    target: (cell: string) => labelOf(cell, labels) ?? (numbered ? labelOf(cell, ["0", "1"]) : undefined),
    read(answer: Prediction) {
      const said = read(answer);
      const label = said === null ? -1 : labels.indexOf(said.label);
      const numbers = said?.numbers ?? null;
      return { label, prediction: numbers !== null && task === "binary" ? numbers.slice(1) : numbers };
    },
  });
}

/** By its text, or as a number: `1.0` is the label 1. */
function labelOf(cell: string, labels: readonly string[]): number | undefined {
  const same = labels.indexOf(cell);
  const number = parseDecimal(cell);
  if (same >= 0 || number === undefined) return same >= 0 ? same : undefined;
  const equal = labels.findIndex((label) => parseDecimal(label) === number);
  return equal >= 0 ? equal : undefined;
}
