import type { Contract, ContractDigest } from "@velum/protocol";
import { calibrate, confusionMatrix, reliabilityOf, rocCurve, TabularError } from "@velum/tabular";
import { type AnswerLens, logOdds, type ReadRow } from "./answer-lens.ts";
import type { BinaryFigures, ComparedPoint, Comparison, Evidence, Origin, ReliabilityFigures } from "./evidence.ts";
import { latencyFigures, type RequestCost } from "./latency.ts";
import { errorQuantiles } from "./quantiles.ts";
import { withoutCalibration } from "./without-calibration.ts";

/** One row that was answered encrypted. */
export interface AnsweredRow extends RequestCost {
  /** In the file, counted from 1 below the header. */
  readonly place: number;
  /** Position of a label, or a quantity. */
  readonly target: number;
  readonly encrypted: ReadRow;
  /** null where there is no clear model. */
  readonly clear: ReadRow | null;
}

/** All that a run found. */
export interface Findings {
  readonly origin: Origin;
  readonly contract: Contract;
  readonly contractDigest: ContractDigest;
  readonly lens: AnswerLens;
  /** At least one. */
  readonly answered: readonly AnsweredRow[];
  readonly planned: number;
  readonly refused: number;
  readonly unreadable: number;
}

/** Figures of rows that were answered encrypted. */
export function gatherEvidence(findings: Findings): Evidence {
  const { origin, contract, contractDigest, lens, answered, planned, refused, unreadable } = findings;
  const { name, version, title } = contract;
  return Object.freeze({
    origin,
    model: { name, version, title, contractDigest },
    task: lens.task,
    labels: lens.labels,
    rows: { answered: answered.length, planned, refused, unreadable },
    comparison: comparisonOf(findings),
    agreement: agreementOf(findings),
    binary: binaryOf(findings),
    reliability: reliabilityOfAnswers(findings),
    confusion: lens.task === "regression" ? null : confusionOf(findings),
    latency: latencyFigures(answered),
  });
}

/** Plans may promise differently; what holds for all rows is the weakest. */
const promiseOf = ({ plans }: Contract): number => Math.max(...plans.map(({ precision }) => precision.maxError));

function comparisonOf({ contract, lens, answered }: Findings): Comparison | null {
  const points = answered.flatMap(({ place, encrypted, clear }): ComparedPoint[] => {
    if (clear === null) return [];
    return clear.compared.map((value, i) => ({ row: place, clear: value, encrypted: encrypted.compared[i]! }));
  });
  if (points.length === 0) return null;
  const maxError = lens.promised ? promiseOf(contract) : null;
  return { quantity: lens.quantity, maxError, points, complete: true, errors: errorQuantiles(points) };
}

function agreementOf({ lens, answered }: Findings): Evidence["agreement"] {
  const compared = answered.filter(({ clear }) => clear !== null);
  if (lens.task === "regression" || compared.length === 0) return null;
  return {
    rows: compared.length,
    same: compared.filter(({ clear, encrypted }) => clear?.label === encrypted.label).length,
  };
}

const confusionOf = ({ lens, answered }: Findings): Evidence["confusion"] =>
  confusionMatrix(
    answered.map(({ target }) => target),
    answered.map(({ encrypted }) => encrypted.label ?? -1),
    lens.labels.length,
  );

function binaryOf({ lens, answered }: Findings): BinaryFigures | null {
  const targets = answered.map(({ target }) => target);
  const positives = targets.filter((target) => target === 1).length;
  const probable = answered.every(({ encrypted }) => encrypted.prediction !== null);
  if (lens.task !== "binary" || !probable || positives === 0 || positives === targets.length) return null;
  const encrypted = answered.map((row) => row.encrypted.prediction![0]!);
  const clear = answered.flatMap((row) => row.clear?.prediction?.[0] ?? []);
  return {
    positives,
    negatives: targets.length - positives,
    threshold: lens.threshold,
    roc: {
      encrypted: rocCurve(targets, encrypted),
      clear: clear.length === targets.length ? rocCurve(targets, clear) : null,
    },
  };
}

function reliabilityOfAnswers({ contract, lens, answered }: Findings): ReliabilityFigures | null {
  if (lens.task === "regression" || answered.some(({ encrypted }) => encrypted.prediction === null)) return null;
  const targets = answered.map(({ target }) => target);
  if (lens.task === "binary") return binaryReliability(contract, answered, targets);
  const right = answered.map(({ encrypted, target }) => Number(encrypted.label === target));
  const said = answered.map(({ encrypted }) => encrypted.prediction![encrypted.label ?? 0]!);
  return { before: null, after: reliabilityOf(right, said), by: "label" };
}

/** Of a calibrated contract before and after its calibration; of another one before, and after a fit on other rows of this run. */
function binaryReliability(
  { postprocessing }: Contract,
  answered: readonly AnsweredRow[],
  targets: readonly number[],
): ReliabilityFigures {
  const read = (which: "plain" | "prediction") => answered.map(({ encrypted }) => encrypted[which]![0]!);
  const before = reliabilityOf(targets, read("plain"));
  if (withoutCalibration(postprocessing) !== null) {
    return { before, after: reliabilityOf(targets, read("prediction")), by: "contract" };
  }
  return { before, after: fittedReliability(targets, read("plain").map(logOdds)), by: "folds" };
}

/** Folds, and a start for drawing them, so that the same rows give the same figures. */
const FOLDS = { folds: 5, seed: 1 };

function fittedReliability(targets: readonly number[], logits: readonly number[]): ReliabilityFigures["after"] {
  try {
    return calibrate("platt", targets, logits, FOLDS).after;
  } catch (error) {
    // Too few rows, or scores that fall as the class rises.
    if (error instanceof TabularError) return null;
    throw error;
  }
}
