import { at, type Place, readChoice, readList, readNumber, readRecord, refuse } from "./closed-data.ts";
import { sigmoid } from "./sigmoid.ts";
import { describeKind, TabularError } from "./tabular-error.ts";

/** `sigmoid(slope * logit + offset)`, with slope > 0 (J. Platt, 1999; see `fitPlatt`). */
export interface PlattCalibration {
  readonly kind: "platt";
  readonly slope: number;
  readonly offset: number;
}

/**
 * Calibrated probabilities at the model's probabilities 0, 0.05, … 1, never falling, linear between. The places are
 * fixed, so that no one's score is published (finding A10).
 */
export interface IsotonicCalibration {
  readonly kind: "isotonic";
  readonly values: readonly number[];
}

/**
 * From a model's logit to a probability that holds: data, as the preprocessing is. It corrects what the model says of
 * itself and knows nothing of encryption.
 */
export type Calibration = PlattCalibration | IsotonicCalibration;

/** Intervals of the fixed grid of {@link IsotonicCalibration}. */
export const ISOTONIC_INTERVALS = 20;

/** Largest slope and offset: a calibration beyond is a mistake, and a logit times it stays finite. */
const MOST = 1e6;

/**
 * Checks a calibration from outside and returns a frozen copy. Closed like `checkSchema`.
 *
 * @throws {@link TabularError} `CALIBRATION_INVALID`, with the path of the field
 * @example
 * checkCalibration({ kind: "platt", slope: 0.8, offset: -0.1 });
 */
export function checkCalibration(value: unknown): Calibration {
  return readCalibration(value, { code: "CALIBRATION_INVALID", path: "calibration" });
}

/** The same as a part of something else: an error has the code of `place`. */
export function readCalibration(value: unknown, place: Place): Calibration {
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kinds = ["platt", "isotonic"] as const;
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  return kind === "platt" ? checkPlatt(value, place) : checkIsotonic(value, place);
}

/**
 * The calibrated probability of class 1.
 *
 * @param logit - the model's output, finite
 * @throws {@link TabularError} `OUTPUT_INVALID` without the number in it
 * @example
 * applyCalibration({ kind: "platt", slope: 0.8, offset: -0.1 }, 2); // 0.818
 */
export function applyCalibration(calibration: Calibration, logit: number): number {
  if (!Number.isFinite(logit)) throw new TabularError("OUTPUT_INVALID", "logit", "a finite number", "another");
  if (calibration.kind === "platt") return sigmoid(calibration.slope * logit + calibration.offset);
  const place = sigmoid(logit) * ISOTONIC_INTERVALS;
  const left = Math.min(ISOTONIC_INTERVALS - 1, Math.floor(place));
  const [lower = 0, upper = 0] = calibration.values.slice(left, left + 2);
  return lower + (place - left) * (upper - lower);
}

function checkPlatt(value: object, place: Place): PlattCalibration {
  const fields = readRecord(value, place, ["kind", "slope", "offset"]);
  const slope = readNumber(fields.get("slope"), at(place, "slope"));
  const offset = readNumber(fields.get("offset"), at(place, "offset"));
  if (!(slope > 0 && slope <= MOST)) refuse(at(place, "slope"), `a number above 0, at most ${MOST}`, "another number");
  if (Math.abs(offset) > MOST) refuse(at(place, "offset"), `a number from -${MOST} to ${MOST}`, "another number");
  return Object.freeze({ kind: "platt", slope, offset });
}

function checkIsotonic(value: object, place: Place): IsotonicCalibration {
  const fields = readRecord(value, place, ["kind", "values"]);
  const listPlace = at(place, "values");
  const list = readList(fields.get("values"), listPlace, ISOTONIC_INTERVALS + 1);
  if (list.length !== ISOTONIC_INTERVALS + 1) {
    refuse(listPlace, `${ISOTONIC_INTERVALS + 1} numbers`, `${list.length}`);
  }
  const values = list.map((item, index) => readNumber(item, at(listPlace, index)));
  values.forEach((number, index) => {
    if (number >= (values[index - 1] ?? 0) && number <= 1) return;
    refuse(at(listPlace, index), "a probability, not below the one before", "another number");
  });
  return Object.freeze({ kind: "isotonic", values: Object.freeze(values) });
}
