import { type EncodeStep, encodeNumber, type Preprocessing, preprocessedNames } from "./preprocess.ts";
import type { Feature, TableSchema } from "./schema.ts";
import { TabularError } from "./tabular-error.ts";

/** The closed interval of one output. */
export interface OutputRange {
  readonly name: string;
  readonly lo: number;
  readonly hi: number;
}

/**
 * The interval of every output over all rows that `checkRow` accepts. The compiler proves from it that nothing
 * overflows: a value that is too large wraps silently under encryption.
 *
 * The ends are reached by floating-point evaluation of the same expression that runs later, and that is monotonic:
 * no output lies outside, not even by a rounding.
 *
 * @throws {@link TabularError} `PREPROCESSING_INVALID` if a feature is not in the schema
 * @example
 * preprocessedRange(preprocessing, schema)[0]; // { name: "age", lo: -4, hi: 5.1 }
 */
export function preprocessedRange(preprocessing: Preprocessing, schema: TableSchema): readonly OutputRange[] {
  const features = new Map(schema.features.map((feature) => [feature.name, feature]));
  const ends = preprocessing.steps.flatMap(({ feature: name, encode }) => {
    const feature = features.get(name);
    if (feature !== undefined) return outputEnds(encode, feature);
    throw new TabularError("PREPROCESSING_INVALID", `preprocessing.${name}`, "a feature of the schema", "another");
  });
  const names = preprocessedNames(preprocessing);
  const last = preprocessing.norm === undefined ? ends : ends.map(normalizedEnds);
  return Object.freeze(last.map(([lo, hi], index) => Object.freeze({ name: names[index] ?? "", lo, hi })));
}

/** The ends of each output of one step. */
export function outputEnds(step: EncodeStep, feature: Feature): readonly (readonly [lo: number, hi: number])[] {
  if (step.kind === "one-hot") return step.categories.map(() => [0, 1] as const);
  if (step.kind === "codes") {
    const values = step.codes.map(({ value }) => value);
    return [[Math.min(...values), Math.max(...values)]];
  }
  const [lo, hi] = valueEnds(feature);
  return [[encodeNumber(step, lo), encodeNumber(step, hi)]];
}

/** No number is larger than the norm of all: of one sign, it stays between 0 and 1. */
function normalizedEnds([lo, hi]: readonly [number, number]): readonly [number, number] {
  return [lo < 0 ? -1 : 0, hi > 0 ? 1 : 0];
}

function valueEnds(feature: Feature): readonly [number, number] {
  if (feature.kind === "numeric") return [feature.minimum, feature.maximum];
  const codes = feature.categories.map(({ code }) => Number(code));
  return [Math.min(...codes), Math.max(...codes)];
}
