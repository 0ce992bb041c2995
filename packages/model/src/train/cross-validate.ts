import {
  type LabelledTable,
  logLoss,
  multiclassLogLoss,
  rootMeanSquaredError,
  type Split,
  type Task,
} from "@velum/tabular";
import { type Candidate, type FittedModel, fitCandidate } from "./candidate.ts";
import { type Encoding, encodePart, encodeRows } from "./encode-rows.ts";
import type { MlpOptions } from "./mlp-options.ts";
import { createPause } from "./pause.ts";
import { predictionOf, runModel } from "./predictions.ts";
import type { GeneralizedLinearOptions } from "./training-input.ts";

/** What cross-validation found for one candidate. */
export interface CandidateScore {
  readonly candidate: Candidate;
  /** Mean log loss of classes, or root mean squared error of quantities, over rows that each fit had not seen. */
  readonly loss: number;
}

/** The outcome of cross-validation. */
export interface CrossValidation {
  readonly scores: readonly CandidateScore[];
  /** The candidate with the lowest loss, the first of several. */
  readonly best: Candidate;
  /** Positions of the rows in the table, rising. */
  readonly rows: readonly number[];
  /** The best candidate's outputs for each of them, from the fit that had not seen it: to calibrate on. */
  readonly outputs: readonly (readonly number[])[];
}

/** The work. */
export interface CrossValidationInput {
  readonly table: LabelledTable;
  /** Positions in the table. */
  readonly folds: readonly Split[];
  readonly encoding: Encoding;
  readonly candidates: readonly [Candidate, ...Candidate[]];
  readonly mlp: MlpOptions;
  /** Told after each fit. */
  readonly onFit: (done: number, total: number) => void;
}

/**
 * Fits every candidate on every fold, the preprocessing too, and chooses by the rows left out.
 *
 * @throws the errors of the fits, and the reason of `mlp.signal` when it is aborted
 */
export async function crossValidate(input: CrossValidationInput): Promise<CrossValidation> {
  const { table, folds, encoding, candidates } = input;
  const parts = folds.map(({ train, test }) => {
    const { preprocessing, data } = encodePart(table, train, encoding);
    return { data, test, inputs: encodeRows(table, test, preprocessing) };
  });
  const rows = folds.flatMap(({ test }) => test).toSorted((a, b) => a - b);
  let best: { candidate: Candidate; loss: number; outputs: readonly (readonly number[])[] } | undefined;
  const scores: CandidateScore[] = [];
  const pause = createPause(input.mlp.signal);
  const fitted = new Array<FittedModel["model"] | undefined>(parts.length);
  for (const [index, candidate] of candidates.entries()) {
    const outputs = new Map<number, readonly number[]>();
    for (const [fold, { data, test, inputs }] of parts.entries()) {
      await pause();
      const { model } = await fitCandidate(candidate, data, input.mlp, quickly(fitted[fold]));
      fitted[fold] = model;
      test.forEach((row, i) => {
        outputs.set(row, Array.from(runModel(model, inputs[i]!)));
      });
      input.onFit(index * parts.length + fold + 1, candidates.length * parts.length);
    }
    const list = rows.map((row) => outputs.get(row)!);
    const loss = meanLoss(encoding.task, pick(table.targets, rows), list);
    scores.push({ candidate, loss });
    if (best === undefined || loss < best.loss) best = { candidate, loss, outputs: list };
  }
  return Object.freeze({ scores, best: best?.candidate ?? candidates[0], rows, outputs: best?.outputs ?? [] });
}

/** From the same fold's model with another penalty, and to a mean log loss that is off by less than 1e-8. */
function quickly(near: FittedModel["model"] | undefined): GeneralizedLinearOptions {
  return { tolerance: 1e-4, ...(near?.kind === "linear" && { start: near }) };
}

function meanLoss(task: Task, targets: readonly number[], outputs: readonly (readonly number[])[]): number {
  const predictions = outputs.map((row) => predictionOf(task, row));
  if (task === "multiclass") return multiclassLogLoss(targets, predictions);
  const single = predictions.map((row) => row[0] ?? Number.NaN);
  return task === "binary" ? logLoss(targets, single) : rootMeanSquaredError(targets, single);
}

function pick(list: readonly number[], positions: readonly number[]): readonly number[] {
  return positions.map((position) => list[position]!);
}
