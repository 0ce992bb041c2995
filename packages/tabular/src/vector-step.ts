import { applyCalibration, type Calibration, readCalibration } from "./calibration.ts";
import { at, type Place, readChoice, readList, readNumber, readRecord, refuse } from "./closed-data.ts";
import { NORMS, type Norm, normalize } from "./norm.ts";
import { sigmoid } from "./sigmoid.ts";
import { describeKind } from "./tabular-error.ts";

/** A function of each number. */
export const ELEMENTWISE = [
  "abs",
  "exp",
  "log",
  "reciprocal",
  "relu",
  "sigmoid",
  "softplus",
  "sqrt",
  "square",
  "tanh",
] as const;

/** A function of all numbers together: exponentials that add up to 1, or their logarithms. */
const WHOLE = ["softmax", "logSoftmax"] as const;

export type ElementwiseFunction = (typeof ELEMENTWISE)[number];

/** One step from the decrypted numbers of a row to what the model answers. Plain data, so that a contract can hold it. */
export type VectorStep =
  /** `weights x + bias`: selections, signs, sums. No weights of the model: it is public. */
  | { readonly kind: "affine"; readonly weights: readonly (readonly number[])[]; readonly bias: readonly number[] }
  | { readonly kind: ElementwiseFunction | (typeof WHOLE)[number] }
  /** Divides by the sum of absolute values, the Euclidean length or the largest number; zeros stay. */
  | { readonly kind: "normalize"; readonly norm: Norm }
  | { readonly kind: "clip"; readonly low: number; readonly high: number }
  /** From one logit to a probability that holds. */
  | { readonly kind: "calibrate"; readonly calibration: Calibration };

/** Most numbers of one affine step, bias included: the tail of a model holds no weights. */
const MAX_AFFINE = 65536;
/** Most numbers that a step may give. */
const MAX_WIDTH = 1024;

const KINDS = ["affine", ...ELEMENTWISE, ...WHOLE, "normalize", "clip", "calibrate"] as const;

/** Checks one step that reads `width` numbers, and says how many it gives. */
export function checkVectorStep(
  value: unknown,
  place: Place,
  width: number,
): { readonly step: VectorStep; readonly width: number } {
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), KINDS);
  if (kind === "affine") return checkAffine(value, place, width);
  if (kind === "normalize") {
    const fields = readRecord(value, place, ["kind", "norm"]);
    const norm = readChoice(fields.get("norm"), at(place, "norm"), NORMS);
    return { step: Object.freeze({ kind, norm }), width };
  }
  if (kind === "clip") {
    const fields = readRecord(value, place, ["kind", "low", "high"]);
    const [low, high] = ["low", "high"].map((name) => readNumber(fields.get(name), at(place, name))) as [
      number,
      number,
    ];
    if (low > high) refuse(at(place, "high"), "at least the lower end", "less");
    return { step: Object.freeze({ kind, low, high }), width };
  }
  if (kind === "calibrate") return checkCalibrate(value, place, width);
  readRecord(value, place, ["kind"]);
  return { step: Object.freeze({ kind }), width };
}

function checkAffine(
  value: object,
  place: Place,
  width: number,
): { readonly step: VectorStep; readonly width: number } {
  const fields = readRecord(value, place, ["kind", "weights", "bias"]);
  const bias = readNumbers(fields.get("bias"), at(place, "bias"), MAX_WIDTH);
  const rows = readList(fields.get("weights"), at(place, "weights"), MAX_WIDTH);
  if (rows.length !== bias.length) refuse(at(place, "weights"), `${bias.length} rows`, `${rows.length}`);
  if (bias.length * (width + 1) > MAX_AFFINE) refuse(place, `at most ${MAX_AFFINE} numbers`, "more");
  const weights = rows.map((row, i) => {
    const rowPlace = at(at(place, "weights"), i);
    const numbers = readNumbers(row, rowPlace, MAX_WIDTH);
    return numbers.length === width ? numbers : refuse(rowPlace, `${width} numbers`, `${numbers.length}`);
  });
  return { step: Object.freeze({ kind: "affine", weights: Object.freeze(weights), bias }), width: bias.length };
}

function checkCalibrate(
  value: object,
  place: Place,
  width: number,
): { readonly step: VectorStep; readonly width: number } {
  const fields = readRecord(value, place, ["kind", "calibration"]);
  if (width !== 1) refuse(place, "one number, a logit", `${width}`);
  const calibration = readCalibration(fields.get("calibration"), at(place, "calibration"));
  return { step: Object.freeze({ kind: "calibrate", calibration }), width };
}

function readNumbers(value: unknown, place: Place, most: number): readonly number[] {
  return Object.freeze(readList(value, place, most).map((number, i) => readNumber(number, at(place, i))));
}

/** What a step makes of the numbers of one row. */
export function runVectorStep(step: VectorStep, x: Float64Array): Float64Array {
  switch (step.kind) {
    case "affine":
      return Float64Array.from(step.bias, (bias, i) =>
        step.weights[i]!.reduce((sum, weight, j) => sum + weight * x[j]!, bias),
      );
    case "normalize":
      return normalize(x, step.norm);
    case "clip":
      return x.map((value) => Math.min(Math.max(value, step.low), step.high));
    case "calibrate":
      return x.map((logit) => applyCalibration(step.calibration, logit));
    case "softmax":
      return softmax(x);
    case "logSoftmax":
      return softmax(x).map(Math.log);
    default:
      return x.map(FUNCTIONS[step.kind]);
  }
}

const FUNCTIONS: Readonly<Record<ElementwiseFunction, (x: number) => number>> = {
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  reciprocal: (x) => 1 / x,
  relu: (x) => Math.max(x, 0),
  sigmoid,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sqrt: Math.sqrt,
  square: (x) => x * x,
  tanh: Math.tanh,
};

/** The largest number is subtracted first, so that no exponential overflows. */
function softmax(x: Float64Array): Float64Array {
  const most = Math.max(...x);
  const exponentials = x.map((value) => Math.exp(value - most));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
