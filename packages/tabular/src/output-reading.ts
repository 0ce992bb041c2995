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
  refuseRepeats,
} from "./closed-data.ts";
import { describeKind, TabularError } from "./tabular-error.ts";
import { checkVectorStep, runVectorStep, type VectorStep } from "./vector-step.ts";

/** A label: a number or a text. */
export type Label = number | string;

/** Which label holds: that of the largest number (of equal ones the first), or one of two by a threshold on a single number. */
export type Choice =
  | { readonly kind: "largest" }
  /** The second label from `at` on; for `inclusive: false` only above it. */
  | { readonly kind: "threshold"; readonly at: number; readonly inclusive: boolean };

/** One output of a model, from the decrypted numbers of a row. */
export type OutputReading =
  | { readonly kind: "values"; readonly name: string; readonly steps: readonly VectorStep[] }
  | {
      readonly kind: "label";
      readonly name: string;
      readonly steps: readonly VectorStep[];
      readonly choice: Choice;
      readonly labels: readonly Label[];
    }
  /** A number for each key. */
  | {
      readonly kind: "map";
      readonly name: string;
      readonly steps: readonly VectorStep[];
      readonly keys: readonly Label[];
    };

/** One number, several in order, a label, or numbers by key. */
export type OutputValue = number | string | readonly number[] | Readonly<Record<string, number>>;

/** Most outputs of a model and most steps of one. */
const MAX_READINGS = 64;
const MAX_STEPS = 32;
const MAX_LABELS = 1024;

/** Checks one reading of `width` decrypted numbers and returns a frozen copy. */
export function checkOutputReadings(value: unknown, place: Place, width: number): readonly OutputReading[] {
  const readings = readList(value, place, MAX_READINGS).map((reading, i) => checkReading(reading, at(place, i), width));
  refuseRepeats(
    readings.map(({ name }) => name),
    place,
  );
  return Object.freeze(readings);
}

const FIELDS = ["kind", "name", "steps"];

function checkReading(value: unknown, place: Place, width: number): OutputReading {
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kinds = ["values", "label", "map"] as const;
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  const own = { values: [], label: ["choice", "labels"], map: ["keys"] }[kind];
  const fields = readRecord(value, place, [...FIELDS, ...own]);
  const name = readName(fields.get("name"), at(place, "name"));
  const { steps, width: last } = checkSteps(fields.get("steps"), at(place, "steps"), width);
  if (kind === "values") return Object.freeze({ kind, name, steps });
  if (kind === "map") {
    const keys = readLabels(fields.get("keys"), at(place, "keys"), last);
    refuseRepeats(keys.map(String), at(place, "keys"));
    return Object.freeze({ kind, name, steps, keys });
  }
  const choice = checkChoice(fields.get("choice"), at(place, "choice"));
  if (choice.kind === "threshold" && last !== 1) refuse(at(place, "choice"), "one number to compare", `${last}`);
  const labels = readLabels(fields.get("labels"), at(place, "labels"), choice.kind === "threshold" ? 2 : last);
  return Object.freeze({ kind, name, steps, choice, labels });
}

function checkSteps(value: unknown, place: Place, width: number): { steps: readonly VectorStep[]; width: number } {
  if (!Array.isArray(value)) refuse(place, "an array", describeKind(value));
  if (value.length > MAX_STEPS) refuse(place, `at most ${MAX_STEPS} steps`, `${value.length}`);
  let current = width;
  const steps = Array.from<unknown, VectorStep>(value, (one, i) => {
    const checked = checkVectorStep(one, at(place, i), current);
    current = checked.width;
    return checked.step;
  });
  return { steps: Object.freeze(steps), width: current };
}

function checkChoice(value: unknown, place: Place): Choice {
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kinds = ["largest", "threshold"] as const;
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  if (kind === "largest") {
    readRecord(value, place, ["kind"]);
    return Object.freeze({ kind });
  }
  const fields = readRecord(value, place, ["kind", "at", "inclusive"]);
  const inclusive = fields.get("inclusive");
  if (typeof inclusive !== "boolean") refuse(at(place, "inclusive"), "true or false", describeKind(inclusive));
  return Object.freeze({ kind, at: readNumber(fields.get("at"), at(place, "at")), inclusive });
}

/** Two classes may have one label: models exist that always answer the same. Keys of a map are distinct. */
function readLabels(value: unknown, place: Place, count: number): readonly Label[] {
  const list = readList(value, place, MAX_LABELS);
  if (list.length !== count) refuse(place, `${count} elements`, `${list.length}`);
  return Object.freeze(
    list.map((label, i) =>
      typeof label === "string" ? readText(label, at(place, i), 0) : readNumber(label, at(place, i)),
    ),
  );
}

/** Every output by name, in an object without prototype. @throws TabularError OUTPUT_INVALID */
export function readOutputs(
  readings: readonly OutputReading[],
  scores: Float64Array,
): Readonly<Record<string, OutputValue>> {
  const outputs: Record<string, OutputValue> = Object.create(null);
  for (const reading of readings) outputs[reading.name] = readOutput(reading, scores);
  return Object.freeze(outputs);
}

function readOutput(reading: OutputReading, scores: Float64Array): OutputValue {
  const vector = reading.steps.reduce((x, step) => runVectorStep(step, x), scores);
  if (!vector.every(Number.isFinite)) {
    throw new TabularError("OUTPUT_INVALID", `outputs.${reading.name}`, "finite numbers", "another");
  }
  if (reading.kind === "values") return vector.length === 1 ? vector[0]! : Object.freeze(Array.from(vector));
  if (reading.kind === "label") return reading.labels[chosen(reading.choice, vector)]!;
  const map: Record<string, number> = Object.create(null);
  reading.keys.forEach((key, i) => {
    map[String(key)] = vector[i]!;
  });
  return Object.freeze(map);
}

function chosen(choice: Choice, vector: Float64Array): number {
  if (choice.kind === "largest") return vector.indexOf(Math.max(...vector));
  const value = vector[0]!;
  return Number(choice.inclusive ? value >= choice.at : value > choice.at);
}
