import { VelumError } from "@velum/protocol";
import { preprocessedRange } from "@velum/tabular";
import type { CheckedModel } from "./check-model.ts";

/** What ranges say; everything but `largest` is public. */
export interface ProvedRange {
  /** Largest absolute output over all rows that the schema admits. Depends on the weights: stays in the report. */
  readonly largest: number;
  /** The same, rounded up to a power of two of at least 1: all that the contract tells of it (A9). */
  readonly bound: number;
  /** Largest Euclidean norm of a preprocessed row. */
  readonly inputNorm: number;
  /** Largest Euclidean norm that all weights together can have within `bound`, whatever they are. */
  readonly weightNorm: number;
}

/** One column of numbers, or one group of columns of which at most one is 1. */
interface Group {
  readonly columns: readonly number[];
  readonly kind: "interval" | "one-hot";
  /** Of a one-hot group: whether every row has a 1 in it. Behind a norm, the 1 is any number from 0 to 1. */
  readonly complete: boolean;
}

/** Float rounding of the sums, generously. */
const OUTWARD: number = 1 + 2 ** -20;

/**
 * Interval arithmetic from the schema through preprocessing and weights. A one-hot group counts as what it is, one weight
 * or none, not as independent columns.
 * @throws VelumError COMPILE_UNBOUNDED for a feature with a single value
 */
export function proveRange(model: CheckedModel): ProvedRange {
  const { preprocessing, schema } = model.options;
  const ranges = preprocessedRange(preprocessing, schema);
  const groups = columnGroups(model);
  const halves = ranges.map(({ lo, hi }) => (hi - lo) / 2);
  const fixed = ranges.find(({ lo, hi }) => !(hi > lo));
  if (fixed)
    throw new VelumError("COMPILE_UNBOUNDED", { argument: fixed.name, expected: "more than one value", got: "one" });
  let largest = 0;
  for (let i = 0; i < model.outputs; i++) largest = Math.max(largest, largestOutput(model, i, groups, ranges));
  const bound = 2 ** Math.max(0, Math.ceil(Math.log2(largest * OUTWARD)));
  return Object.freeze({
    largest,
    bound,
    inputNorm: Math.hypot(...groups.map((group) => largestNorm(group, ranges))),
    // Sum of |w_j| half_j is at most `bound` for each output, so each |w_j| and the norm are at most bound / min half_j.
    weightNorm: (Math.sqrt(model.outputs) * bound) / Math.min(...halves),
  });
}

type Ranges = ReturnType<typeof preprocessedRange>;

function columnGroups({ options: { preprocessing, schema } }: CheckedModel): readonly Group[] {
  let column = 0;
  return preprocessing.steps.map(({ feature: name, encode }) => {
    if (encode.kind !== "one-hot") return { columns: [column++], kind: "interval", complete: true };
    const feature = schema.features.find((candidate) => candidate.name === name);
    const legal = feature?.kind === "categorical" ? feature.categories.length : Number.POSITIVE_INFINITY;
    const columns = encode.categories.map(() => column++);
    return { columns, kind: "one-hot", complete: columns.length === legal && preprocessing.norm === undefined };
  });
}

function largestOutput(model: CheckedModel, output: number, groups: readonly Group[], ranges: Ranges): number {
  let lo = model.biases[output]!;
  let hi = lo;
  for (const group of groups) {
    const [low, high] = contribution(model, output, group, ranges);
    lo += low;
    hi += high;
  }
  return Math.max(Math.abs(lo), Math.abs(hi));
}

function contribution(model: CheckedModel, output: number, group: Group, ranges: Ranges): readonly [number, number] {
  const weights = group.columns.map((column) => model.weights[output * model.features + column]!);
  if (group.kind === "one-hot") {
    const choices = group.complete ? weights : [...weights, 0];
    return [Math.min(...choices), Math.max(...choices)];
  }
  const { lo, hi } = ranges[group.columns[0]!]!;
  const ends = [weights[0]! * lo, weights[0]! * hi];
  return [Math.min(...ends), Math.max(...ends)];
}

function largestNorm({ kind, columns }: Group, ranges: Ranges): number {
  if (kind === "one-hot") return 1;
  const { lo, hi } = ranges[columns[0]!]!;
  return Math.max(Math.abs(lo), Math.abs(hi));
}
