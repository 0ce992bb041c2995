import { VelumError } from "@velum/protocol";
import { checkPreprocessing, checkSchema, type Feature, type Preprocessing, type TableSchema } from "@velum/tabular";
import { type EncodedColumn, type Encoder, encoderOf } from "./feature-encoder.ts";
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
  const uses = sources.map((_, source) =>
    columns.filter((column) => column.kind !== "constant" && column.source === source),
  );
  const schema =
    hints.schema ??
    checkSchema({ features: sources.flatMap((source, i) => statedFeature(source, names[i]!, uses[i]!, hints)) });
  const encoders = names.map((name, i) =>
    uses[i]!.length === 0 ? undefined : encoderOf(featureOf(schema, name), uses[i]!),
  );
  const used = encoders.filter((encoder) => encoder !== undefined);
  const preprocessing = checkPreprocessing({ steps: used.map(({ steps }) => steps) }, schema);
  const starts = placesOf(used);
  const encoded = columns.map((column): EncodedColumn => {
    if (column.kind === "constant") return { terms: [], constant: column.value };
    const encoder = encoders[column.source]!;
    return encoder.express(column, starts.get(encoder)!);
  });
  return { schema, preprocessing, columns: encoded };
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
