import { VelumError } from "@velum/protocol";
import type { TableSchema } from "@velum/tabular";
import { contractNames } from "./feature-names.ts";
import type { RangeData } from "./range-data.ts";
import type { HeadSource } from "./read-head.ts";

/** What may name the columns of a model. */
export interface NamingHints {
  readonly schema?: TableSchema;
  readonly rangeData?: RangeData;
  /** Names of all columns in the order of the model's inputs. */
  readonly columns?: readonly string[];
}

/**
 * A name for each column of the inputs: as told; else, where every input is one column, the inputs' own; else those of the
 * schema or of the range data, in order, if there are as many; else numbered ones.
 * @throws VelumError COMPILE_COLUMNS when names and columns do not fit
 */
export function nameSources(
  sources: readonly HeadSource[],
  { schema, rangeData, columns }: NamingHints,
): readonly string[] {
  if (columns !== undefined) return requireCount(sources.length, columns, "columns");
  if (sources.every(({ width }) => width === 1)) return contractNames(sources.map(({ input }) => input));
  if (schema !== undefined)
    return requireCount(
      sources.length,
      schema.features.map(({ name }) => name),
      "schema",
    );
  if (rangeData !== undefined) return contractNames(requireCount(sources.length, rangeData.columns, "rangeData"));
  return contractNames(sources.map(({ input, place, width }) => (width === 1 ? input : `${input}_${place}`)));
}

function requireCount(count: number, names: readonly string[], argument: string): readonly string[] {
  if (names.length === count) return names;
  throw new VelumError("COMPILE_COLUMNS", {
    argument,
    expected: `${count} columns, as the model has`,
    got: `${names.length}`,
  });
}
