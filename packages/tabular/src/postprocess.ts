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
}

/** From the model's output to an answer: data, as the preprocessing is. */
export type Postprocessing = IdentityPostprocessing | SigmoidPostprocessing;

/** An answer. */
export type Prediction =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "class"; readonly probability: number; readonly label: string };

/**
 * Checks a post-processing from outside and returns a frozen copy. Closed like `checkSchema`.
 *
 * @throws {@link TabularError} `POSTPROCESSING_INVALID`, with the path of the field
 * @example
 * checkPostprocessing({ kind: "sigmoid", name: "disease", labels: ["no", "yes"], threshold: 0.5 });
 */
export function checkPostprocessing(value: unknown): Postprocessing {
  const place: Place = { code: "POSTPROCESSING_INVALID", path: "postprocessing" };
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kinds = ["identity", "sigmoid"] as const;
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  return kind === "identity" ? checkIdentity(value, place) : checkSigmoid(value, place);
}

/**
 * The answer for one row of model outputs.
 *
 * @param outputs - one finite number: both kinds take a single output
 * @throws {@link TabularError} `OUTPUT_INVALID` without the number in it (finding C1)
 * @example
 * applyPostprocessing(postprocessing, [0.8]); // { kind: "class", probability: 0.69, label: "disease" }
 */
export function applyPostprocessing(postprocessing: Postprocessing, outputs: ArrayLike<number>): Prediction {
  const output = outputs[0];
  if (outputs.length !== 1 || output === undefined) {
    throw new TabularError("OUTPUT_INVALID", "outputs", "one number", `${outputs.length}`);
  }
  if (!Number.isFinite(output)) throw new TabularError("OUTPUT_INVALID", "outputs", "a finite number", "another");
  if (postprocessing.kind === "identity") return { kind: "value", value: output };
  const probability = sigmoid(output);
  const [negative, positive] = postprocessing.labels;
  return { kind: "class", probability, label: probability >= postprocessing.threshold ? positive : negative };
}

/** 1 / (1 + e^-x). The exponential is taken of a negative number alone, so it neither overflows nor cancels. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function checkIdentity(value: object, place: Place): IdentityPostprocessing {
  const fields = readRecord(value, place, ["kind", "name", "unit"]);
  const name = readName(fields.get("name"), at(place, "name"));
  return Object.freeze({ kind: "identity", name, unit: readText(fields.get("unit"), at(place, "unit"), 0) });
}

function checkSigmoid(value: object, place: Place): SigmoidPostprocessing {
  const fields = readRecord(value, place, ["kind", "name", "labels", "threshold"]);
  const name = readName(fields.get("name"), at(place, "name"));
  const labels = readLabels(fields.get("labels"), at(place, "labels"));
  const threshold = readNumber(fields.get("threshold"), at(place, "threshold"));
  if (threshold <= 0 || threshold >= 1) refuse(at(place, "threshold"), "a number between 0 and 1", "another number");
  return Object.freeze({ kind: "sigmoid", name, labels, threshold });
}

function readLabels(value: unknown, place: Place): readonly [string, string] {
  const list = readList(value, place, 2).map((label, index) => readText(label, at(place, index)));
  const [negative, positive] = list;
  if (negative === undefined || positive === undefined) return refuse(place, "2 labels", `${list.length}`);
  if (negative === positive) refuse(place, "2 different labels", "the same twice");
  return Object.freeze([negative, positive] as const);
}
