import { VelumError } from "@velum/protocol";
import { preprocessedRange } from "@velum/tabular";
import type { CheckedModel } from "./check-model.ts";

/** One column of numbers, or one group of columns of which at most one is 1. */
export interface InputGroup {
  readonly columns: readonly number[];
  readonly kind: "interval" | "one-hot";
  /** Of a one-hot group: whether every row has a 1 in it. */
  readonly complete: boolean;
}

/** A closed interval. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** The encrypted numbers of a row: what the schema and the preprocessing say of them. Public. */
export interface InputRanges {
  readonly groups: readonly InputGroup[];
  /** Of each number. */
  readonly intervals: readonly Interval[];
  readonly names: readonly string[];
}

/** @throws VelumError COMPILE_UNBOUNDED for a feature with a single value */
export function inputRanges({ preprocessing, schema }: Pick<CheckedModel, "preprocessing" | "schema">): InputRanges {
  const intervals = preprocessedRange(preprocessing, schema);
  const fixed = intervals.find(({ lo, hi }) => !(hi > lo));
  if (fixed !== undefined) {
    throw new VelumError("COMPILE_UNBOUNDED", { argument: fixed.name, expected: "more than one value", got: "one" });
  }
  let column = 0;
  const groups = preprocessing.steps.map(({ feature: name, encode }): InputGroup => {
    if (encode.kind !== "one-hot") return { columns: [column++], kind: "interval", complete: true };
    const feature = schema.features.find((candidate) => candidate.name === name);
    const legal = feature?.kind === "categorical" ? feature.categories.length : Number.POSITIVE_INFINITY;
    const columns = encode.categories.map(() => column++);
    return { columns, kind: "one-hot", complete: columns.length === legal };
  });
  return { groups, intervals, names: intervals.map(({ name }) => name) };
}

/**
 * All values of `weights x + bias` over the rows that the schema admits. A one-hot group counts as what it is, one weight or
 * none, not as independent columns.
 */
export function affineInterval(weights: ArrayLike<number>, bias: number, { groups, intervals }: InputRanges): Interval {
  let [lo, hi] = [bias, bias];
  for (const { columns, kind, complete } of groups) {
    const own = columns.map((column) => weights[column]!);
    const { lo: least, hi: most } = intervals[columns[0]!]!;
    const ends = kind === "one-hot" ? [...own, ...(complete ? [] : [0])] : [own[0]! * least, own[0]! * most];
    lo += Math.min(...ends);
    hi += Math.max(...ends);
  }
  return { lo, hi };
}

/** Largest absolute value. */
export const sizeOf = ({ lo, hi }: Interval): number => Math.max(Math.abs(lo), Math.abs(hi));
