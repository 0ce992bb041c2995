import {
  applyPostprocessing,
  type Calibration,
  checkPostprocessing,
  createAnswerReader,
  givesProbabilities,
  type Label,
  type OutputReading,
  type OutputsPostprocessing,
  type Postprocessing,
  probeAnswers,
  type VectorStep,
} from "@velum/tabular";
import { CliError } from "../cli-error.ts";

/** A postprocessing whose probabilities can be corrected. */
export interface Calibratable {
  /** The logit behind the probability of the second label, for the decrypted outputs of a row. */
  logitOf(outputs: ArrayLike<number>): number;
  /** The postprocessing with a calibration in it, checked as a contract's reader checks it. */
  with(calibration: Calibration): Postprocessing;
}

/**
 * Finds where probabilities of two labels come from. The label then is the second from a corrected probability of one half on, or
 * from the contract's own threshold.
 * @param scores - how many numbers are decrypted for a row
 * @throws CliError EVALUATION for quantities, other than two labels, labels without probabilities, and what is calibrated already
 */
export function calibratable(postprocessing: Postprocessing, scores: number): Calibratable {
  if (JSON.stringify(postprocessing).includes('"calibration"'))
    throw refused("The model is calibrated already: calibrate the version before.");
  switch (postprocessing.kind) {
    case "identity":
      throw refused("The model answers with a quantity: only probabilities can be calibrated.");
    case "sigmoid":
      return {
        logitOf: (outputs) => outputs[0]!,
        with: (calibration) => checkPostprocessing({ ...postprocessing, calibration }, scores),
      };
    case "outputs":
      return ofOutputs(postprocessing, scores);
  }
}

type NumberReading = Exclude<OutputReading, { readonly kind: "label" }>;

function ofOutputs(postprocessing: OutputsPostprocessing, scores: number): Calibratable {
  const { labels } = createAnswerReader(postprocessing, scores);
  if (labels.length !== 2) throw refused("Expected a model with two labels.");
  const probes = probeAnswers(postprocessing, scores);
  const [first, ...others] = postprocessing.outputs.filter(
    (reading): reading is NumberReading => reading.kind !== "label" && givesProbabilities(reading.name, labels, probes),
  );
  if (first === undefined) throw refused("The model has labels, but no probabilities of them.");
  const single = (reading: NumberReading): boolean => widthOf(postprocessing, reading, scores) === 1;
  const toLogit = (reading: NumberReading): readonly VectorStep[] => logitSteps(reading, single(reading), labels);
  const logit = (outputs: ArrayLike<number>): number => {
    const steps = toLogit(first);
    const answer = applyPostprocessing(
      { kind: "outputs", outputs: [{ kind: "values", name: "logit", steps }] },
      outputs,
    );
    return answer.kind === "outputs" ? Number(answer.outputs["logit"]) : Number.NaN;
  };
  const corrected = (reading: OutputReading, calibration: Calibration): OutputReading => {
    const calibrated = (from: NumberReading) => [...toLogit(from), { kind: "calibrate", calibration } as const];
    if (reading.kind === "label") return labelOf(reading, labels, calibrated(first));
    if (reading !== first && !others.includes(reading)) return reading;
    return { ...reading, steps: [...calibrated(reading), ...(single(reading) ? [] : [bothSteps(reading, labels)])] };
  };
  return {
    logitOf: logit,
    with: (calibration) =>
      checkPostprocessing(
        { kind: "outputs", outputs: postprocessing.outputs.map((reading) => corrected(reading, calibration)) },
        scores,
      ),
  };
}

/** How many numbers a reading gives. */
function widthOf(postprocessing: OutputsPostprocessing, { kind, name }: NumberReading, scores: number): number {
  const [answer] = probeAnswers(postprocessing, scores);
  const value = answer?.kind === "outputs" ? answer.outputs[name] : undefined;
  return kind === "map" || typeof value === "object" ? 2 : 1;
}

/** Whether a map lists the second label first. */
const isReversed = (reading: NumberReading, labels: readonly string[]): boolean =>
  reading.kind === "map" && String(reading.keys[0]) === labels[1];

/** Keeps the logarithm finite; a logit of 27 is past what any calibration tells apart. */
const LEAST = 1e-12;

/** From two probabilities to log(p1 / p0). */
function logitSteps(reading: NumberReading, single: boolean, labels: readonly string[]): readonly VectorStep[] {
  const sign = isReversed(reading, labels) ? -1 : 1;
  return [
    ...reading.steps,
    ...(single ? [BOTH] : []),
    { kind: "clip", low: LEAST, high: 1 },
    { kind: "log" },
    { kind: "affine", weights: [[-sign, sign]], bias: [0] },
  ];
}

/** [1 - p, p] */
const BOTH: VectorStep = Object.freeze({ kind: "affine", weights: [[-1], [1]], bias: [1, 0] });

const bothSteps = (reading: NumberReading, labels: readonly string[]): VectorStep =>
  isReversed(reading, labels) ? { kind: "affine", weights: [[1], [-1]], bias: [0, 1] } : BOTH;

function labelOf(
  reading: Extract<OutputReading, { readonly kind: "label" }>,
  labels: readonly string[],
  steps: readonly VectorStep[],
): OutputReading {
  const own = labels.map((text): Label => reading.labels.find((label) => String(label) === text)!);
  return { ...reading, steps, choice: { kind: "threshold", at: 0.5, inclusive: true }, labels: own };
}

const refused = (message: string): CliError => new CliError("EVALUATION", message);
