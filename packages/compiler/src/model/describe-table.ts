import { VelumError } from "@velum/protocol";
import { checkPreprocessing, checkSchema, type Feature, type Preprocessing, type TableSchema } from "@velum/tabular";
import { type EncodedColumn, type Encoder, encoderOf } from "./feature-encoder.ts";
import type { HeadColumn, Normalization } from "./head-column.ts";
import type { ReadHead } from "./read-head.ts";
import { type RangeHints, statedFeature } from "./stated-feature.ts";

/** What a contract says of rows, and how the layers' inputs come from the encrypted numbers. */
export interface DescribedTable {
  readonly schema: TableSchema;
  readonly preprocessing: Preprocessing;
  /** For each number that the layers read. */
  readonly columns: readonly EncodedColumn[];
}

/**
 * Schema and preprocessing from the columns of a model's head. Quantities are scaled from their stated range to [-1, 1], so
 * that the contract tells no mean and no deviation of the training data (A10), and categories are one-hot; what the file
 * scaled otherwise, or looked up, goes into the first layer, exactly.
 * @throws VelumError COMPILE_RANGES, COMPILE_SCHEMA, COMPILE_HEAD, COMPILE_RANGE_DATA; TabularError for what a contract cannot say
 */
export function describeTable(
  { sources, columns }: ReadHead,
  names: readonly string[],
  hints: RangeHints & { readonly schema?: TableSchema },
): DescribedTable {
  const normalization = normalizationOf(columns);
  // Under a norm each of its columns is needed, even if the layers do not read it.
  const read = normalization?.columns ?? columns.filter((column) => column.kind !== "constant");
  const uses = sources.map((_, source) => read.filter((column) => column.source === source));
  const schema =
    hints.schema ??
    checkSchema({ features: sources.flatMap((source, i) => statedFeature(source, names[i]!, uses[i]!, hints)) });
  const encoders = names.map((name, i) =>
    uses[i]!.length === 0 ? undefined : encoderOf(featureOf(schema, name), uses[i]!, normalization),
  );
  const used = encoders.filter((encoder) => encoder !== undefined);
  const norm = normalization === undefined ? {} : { norm: normalization.norm };
  const preprocessing = checkPreprocessing({ steps: used.map(({ steps }) => steps), ...norm }, schema);
  const starts = placesOf(used);
  const encoded = columns.map((column): EncodedColumn => {
    if (column.kind === "constant") return { terms: [], constant: column.value };
    const encoder = encoders[column.source]!;
    return encoder.express(column, starts.get(encoder)!);
  });
  return { schema, preprocessing, columns: encoded };
}

/** The norm that all numbers are divided by. @throws VelumError COMPILE_HEAD where some are not, or by another */
function normalizationOf(columns: readonly HeadColumn[]): Normalization | undefined {
  const all = new Set(
    columns.flatMap((column) => {
      if (column.kind === "constant") return [];
      return [column.kind === "value" ? column.normalization : undefined];
    }),
  );
  const [first] = all;
  if (all.size <= 1) return first;
  throw new VelumError("COMPILE_HEAD", {
    argument: "normalizer",
    expected: "one norm of all columns that the layers read",
    got: "columns without it, or under another one",
  });
}

/** Where each feature's numbers begin. */
function placesOf(encoders: readonly Encoder[]): ReadonlyMap<Encoder, number> {
  let place = 0;
  return new Map(
    encoders.map((encoder) => {
      const start = place;
      place += encoder.width;
      return [encoder, start];
    }),
  );
}

function featureOf(schema: TableSchema, name: string): Feature {
  const feature = schema.features.find((candidate) => candidate.name === name);
  if (feature !== undefined) return feature;
  throw new VelumError("COMPILE_SCHEMA", { argument: "schema", expected: `a feature named ${name}`, got: "none" });
}
