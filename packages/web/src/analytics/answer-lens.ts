import type { Contract } from "@velum/protocol";
import {
  type AnswerReader,
  applyPostprocessing,
  createAnswerReader,
  type OutputValue,
  type Postprocessing,
  type Prediction,
  type Task,
} from "@velum/tabular";
import { withoutCalibration } from "./without-calibration.ts";

/** One row's answer, in the terms of metrics and charts. */
export interface ReadRow {
  /** Position of the label; null for a quantity. */
  readonly label: number | null;
  /** Probability of class 1, one for each class, or the quantity; null for classes without probabilities. */
  readonly prediction: readonly number[] | null;
  /** The same before the contract's calibration. */
  readonly plain: readonly number[] | null;
  /** What is compared with the clear model. */
  readonly compared: readonly number[];
}

/** What a model file answers for a row, by output name. */
export type ClearOutputs = Readonly<Record<string, OutputValue>>;

/** Reads encrypted and clear answers of one contract alike. */
export interface AnswerLens {
  readonly task: Task;
  readonly labels: readonly string[];
  /** From which probability on the contract says the second of two labels. */
  readonly threshold: number;
  /** What is compared. */
  readonly quantity: string;
  /** Whether the contract's promise speaks of it. */
  readonly promised: boolean;
  /** A cell of the target: position of its label, or a quantity; undefined for anything else. */
  target(cell: string): number | undefined;
  /** @param outputs - the decrypted outputs */
  encrypted(outputs: readonly number[]): ReadRow;
  clear(outputs: ClearOutputs): ReadRow;
}

/** @example createAnswerLens(contract).encrypted(answer.logits).prediction */
export function createAnswerLens({ postprocessing, outputs: { length: scores } }: Contract): AnswerLens {
  const plainPostprocessing = withoutCalibration(postprocessing) ?? postprocessing;
  const reader = createAnswerReader(postprocessing, scores);
  const plainReader = createAnswerReader(plainPostprocessing, scores);
  const plainOf = (outputs: readonly number[]) =>
    plainReader.read(applyPostprocessing(plainPostprocessing, outputs)).prediction;
  const { task, labels } = reader;
  const promised = task !== "multiclass" && scores === 1 && isScore(task, plainOf);
  const compared = (plain: readonly number[] | null): readonly number[] =>
    plain === null ? [] : task === "binary" ? [logOdds(plain[0]!)] : plain;
  const encrypted = (outputs: readonly number[]): ReadRow => {
    const { label, prediction } = reader.read(applyPostprocessing(postprocessing, outputs));
    const plain = plainOf(outputs);
    return { label, prediction, plain, compared: promised ? [outputs[0]!] : compared(plain) };
  };
  const clear = (named: ClearOutputs): ReadRow => {
    const { label, prediction } = plainReader.read(asPrediction(plainPostprocessing, named));
    // The score is all that the contract reads, so that calibration and label can be made of it.
    if (promised && prediction !== null) return encrypted(compared(prediction));
    return { label, prediction, plain: prediction, compared: compared(prediction) };
  };
  return Object.freeze({
    task,
    labels,
    threshold: thresholdOf(postprocessing),
    quantity: QUANTITIES[task],
    promised,
    target: (cell: string) => reader.target(cell),
    encrypted,
    clear,
  });
}

const QUANTITIES: Readonly<Record<Task, string>> = {
  binary: "score (log-odds)",
  multiclass: "probability of each class",
  regression: "predicted quantity",
};

/** The natural logarithm of p : (1 - p). */
export const logOdds = (probability: number): number => Math.log(probability) - Math.log1p(-probability);

const PROBES = [-4, -1.5, -0.2, 0, 0.7, 2, 4];

/** Whether the decrypted number itself is what is compared: a quantity, or the log-odds of class 1. */
function isScore(task: Task, plainOf: (outputs: readonly number[]) => AnswerPrediction): boolean {
  return PROBES.every((probe) => {
    const [value] = plainOf([probe]) ?? [];
    if (value === undefined) return false;
    return Math.abs((task === "binary" ? logOdds(value) : value) - probe) < 1e-6;
  });
}

type AnswerPrediction = ReturnType<AnswerReader["read"]>["prediction"];

/** What a model file answers, as if a contract had read it. */
function asPrediction(postprocessing: Postprocessing, named: ClearOutputs): Prediction {
  if (postprocessing.kind === "outputs") return { kind: "outputs", outputs: named };
  const numbers = Object.values(named).flatMap((value) =>
    Array.isArray(value) || typeof value === "number" ? [value].flat() : [],
  );
  if (postprocessing.kind === "identity") return { kind: "value", value: numbers[0] ?? Number.NaN };
  const probability = probabilityIn(named);
  const [negative, positive] = postprocessing.labels;
  return { kind: "class", probability, label: probability >= postprocessing.threshold ? positive : negative };
}

/** The probability of class 1: of a list or map of two, or a number that is no label. */
function probabilityIn(named: ClearOutputs): number {
  for (const value of Object.values(named)) {
    if (typeof value === "string" || typeof value === "number") continue;
    const list = Array.isArray(value) ? value : Object.values(value as Readonly<Record<string, number>>);
    if (list.length === 2) return list[1]!;
  }
  const alone = Object.values(named).find((value) => typeof value === "number" && value >= 0 && value <= 1);
  return typeof alone === "number" ? alone : Number.NaN;
}

function thresholdOf(postprocessing: Postprocessing): number {
  if (postprocessing.kind === "sigmoid") return postprocessing.threshold;
  if (postprocessing.kind === "identity") return 0.5;
  const label = postprocessing.outputs.find(({ kind }) => kind === "label");
  const last = label?.steps.at(-1)?.kind;
  const isProbability = last === "sigmoid" || last === "calibrate";
  return label?.kind === "label" && label.choice.kind === "threshold" && isProbability ? label.choice.at : 0.5;
}
