import {
  applyPreprocessing,
  type FeaturePlan,
  fitPreprocessing,
  type LabelledTable,
  type Preprocessing,
  planPreprocessing,
  preprocessedNames,
  selectRows,
  type Task,
} from "@velum/tabular";
import type { EncodedRows } from "./candidate.ts";
import { invalidInput } from "./training-input.ts";

/** What stays the same for every part of a table. */
export interface Encoding {
  readonly task: Task;
  readonly outputNames: readonly string[];
  /** How features are encoded; the usual way if left out. */
  readonly plan: readonly FeaturePlan[] | undefined;
}

/** Rows to learn from, and the preprocessing that was fitted to them alone. */
export interface EncodedPart {
  readonly preprocessing: Preprocessing;
  readonly data: EncodedRows;
}

/** Fits the preprocessing to these rows of a table and applies it to them. */
export function encodePart(table: LabelledTable, positions: readonly number[], encoding: Encoding): EncodedPart {
  const part = selectRows(table, positions);
  const plan = encoding.plan ?? planPreprocessing(part);
  if (plan.length === 0) throw invalidInput("table", "a feature whose training values differ", "none");
  const preprocessing = fitPreprocessing(part, plan);
  return {
    preprocessing,
    data: {
      rows: encodeRows(table, positions, preprocessing),
      targets: part.targets,
      featureNames: preprocessedNames(preprocessing),
      outputNames: encoding.outputNames,
      task: encoding.task,
    },
  };
}

/** The input vectors of these rows. */
export function encodeRows(
  table: LabelledTable,
  positions: readonly number[],
  preprocessing: Preprocessing,
): readonly Float64Array[] {
  return selectRows(table, positions).rows.map((row) => applyPreprocessing(preprocessing, row));
}
