import { applyCalibration, type Calibration, readCalibration } from "./calibration.ts";
import {
  at,
  type Place,
  readChoice,
  readList,
  readName,
  readNumber,
  readRecord,
  readText,
  refuse,
} from "./closed-data.ts";
import { checkOutputReadings, type OutputReading, type OutputValue, readOutputs } from "./output-reading.ts";
import { sigmoid } from "./sigmoid.ts";
import { describeKind, TabularError } from "./tabular-error.ts";

/** The output is the predicted quantity itself. */
export interface IdentityPostprocessing {
  readonly kind: "identity";
  /** What is predicted. */
  readonly name: string;
  /** Its unit, the empty text where it has none. */
  readonly unit: string;
}

/** The output is a logit: its sigmoid is the probability of the second label. */
export interface SigmoidPostprocessing {
  readonly kind: "sigmoid";
  /** What the probability is of. */
  readonly name: string;
  /** The labels of class 0 and class 1. */
  readonly labels: readonly [string, string];
  /** The second label holds from this probability on; between 0 and 1, both excluded. */
  readonly threshold: number;
  /** In place of the sigmoid, where the model's probabilities were corrected. */
  readonly calibration?: Calibration;
}

/** What a model file computes after its last layer, output by output, under the names of the file. */
export interface OutputsPostprocessing {
  readonly kind: "outputs";
  readonly outputs: readonly OutputReading[];
}

/** From the model's outputs to an answer: data, as the preprocessing is. */
export type Postprocessing = IdentityPostprocessing | SigmoidPostprocessing | OutputsPostprocessing;

/** An answer. */
export type Prediction =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "class"; readonly probability: number; readonly label: string }
  | { readonly kind: "outputs"; readonly outputs: Readonly<Record<string, OutputValue>> };

/**
 * Checks a post-processing from outside and returns a frozen copy. Closed like `checkSchema`.
 *
 * @param scores - how many numbers are decrypted for a row; one if left out
 * @throws {@link TabularError} `POSTPROCESSING_INVALID`, with the path of the field
 * @example
 * checkPostprocessing({ kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 });
 */
export function checkPostprocessing(value: unknown, scores = 1): Postprocessing {
  const place: Place = { code: "POSTPROCESSING_INVALID", path: "postprocessing" };
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kinds = ["identity", "sigmoid", "outputs"] as const;
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  if (kind === "outputs") return checkOutputs(value, place, scores);
  if (scores !== 1) refuse(at(place, "kind"), "outputs, there are several numbers", kind);
  return kind === "identity" ? checkIdentity(value, place) : checkSigmoid(value, place);
}

/**
 * The answer for one row of model outputs.
 *
 * @param outputs - finite numbers: one for `identity` and `sigmoid`, as many as it was checked for of `outputs`
 * @throws {@link TabularError} `OUTPUT_INVALID` without the number in it (finding C1)
 * @example
 * applyPostprocessing(postprocessing, [0.8]); // { kind: "class", probability: 0.69, label: "disease" }
 */
export function applyPostprocessing(postprocessing: Postprocessing, outputs: ArrayLike<number>): Prediction {
  if (postprocessing.kind === "outputs") {
    return { kind: "outputs", outputs: readOutputs(postprocessing.outputs, Float64Array.from(outputs)) };
  }
  const output = outputs[0];
  if (outputs.length !== 1 || output === undefined) {
    throw new TabularError("OUTPUT_INVALID", "outputs", "one number", `${outputs.length}`);
  }
  if (!Number.isFinite(output)) throw new TabularError("OUTPUT_INVALID", "outputs", "a finite number", "another");
  if (postprocessing.kind === "identity") return { kind: "value", value: output };
  const { calibration, labels } = postprocessing;
  const probability = calibration === undefined ? sigmoid(output) : applyCalibration(calibration, output);
  const [negative, positive] = labels;
  return { kind: "class", probability, label: probability >= postprocessing.threshold ? positive : negative };
}

function checkOutputs(value: object, place: Place, scores: number): OutputsPostprocessing {
  const fields = readRecord(value, place, ["kind", "outputs"]);
  return Object.freeze({
    kind: "outputs",
    outputs: checkOutputReadings(fields.get("outputs"), at(place, "outputs"), scores),
  });
}

function checkIdentity(value: object, place: Place): IdentityPostprocessing {
  const fields = readRecord(value, place, ["kind", "name", "unit"]);
  const name = readName(fields.get("name"), at(place, "name"));
  return Object.freeze({ kind: "identity", name, unit: readText(fields.get("unit"), at(place, "unit"), 0) });
}

function checkSigmoid(value: object, place: Place): SigmoidPostprocessing {
  const fields = readRecord(value, place, ["kind", "name", "labels", "threshold"], ["calibration"]);
  const name = readName(fields.get("name"), at(place, "name"));
  const labels = readLabels(fields.get("labels"), at(place, "labels"));
  const threshold = readNumber(fields.get("threshold"), at(place, "threshold"));
  if (threshold <= 0 || threshold >= 1) refuse(at(place, "threshold"), "a number between 0 and 1", "another number");
  const calibration = fields.get("calibration");
  return Object.freeze({
    kind: "sigmoid",
    name,
    labels,
    threshold,
    ...(calibration !== undefined && { calibration: readCalibration(calibration, at(place, "calibration")) }),
  });
}

function readLabels(value: unknown, place: Place): readonly [string, string] {
  const list = readList(value, place, 2).map((label, index) => readText(label, at(place, index)));
  const [negative, positive] = list;
  if (negative === undefined || positive === undefined) return refuse(place, "2 labels", `${list.length}`);
  if (negative === positive) refuse(place, "2 different labels", "the same twice");
  return Object.freeze([negative, positive] as const);
}
