import { VelumError } from "@velum/protocol";
import {
  type CategoryCode,
  checkPreprocessing,
  checkSchema,
  type Feature,
  type FeatureSteps,
  type Preprocessing,
  type TableSchema,
} from "@velum/tabular";
import { type FeatureRange, rangeOf } from "./feature-range.ts";
import type { HeadColumn } from "./head-column.ts";
import type { NamingHints } from "./name-sources.ts";
import { checkRangeData, numberColumn, wordColumn } from "./range-data.ts";
import type { HeadSource, ReadHead } from "./read-head.ts";

/** One number that the layers read, as a sum over the numbers that the client encrypts. */
export interface EncodedColumn {
  readonly terms: readonly { readonly place: number; readonly factor: number }[];
  readonly constant: number;
}

/** What a contract says of rows, and how the layers' inputs come from the encrypted numbers. */
export interface DescribedTable {
  readonly schema: TableSchema;
  readonly preprocessing: Preprocessing;
  /** For each number that the layers read. */
  readonly columns: readonly EncodedColumn[];
}

type Table = Extract<HeadColumn, { kind: "table" }>;
type Value = Extract<HeadColumn, { kind: "value" }>;

/**
 * Schema and preprocessing from the columns of a model's head. Quantities are scaled from their stated range to [-1, 1], so
 * that the contract tells no mean and no deviation of the training data (A10), and categories are one-hot; what the file
 * scaled otherwise, or looked up, goes into the first layer, exactly.
 * @throws VelumError COMPILE_RANGES, COMPILE_SCHEMA, COMPILE_HEAD, COMPILE_RANGE_DATA; TabularError for what a contract cannot say
 */
export function describeTable(
  { sources, columns }: ReadHead,
  names: readonly string[],
  hints: NamingHints & { readonly assumeRanges?: boolean },
): DescribedTable {
  const uses = sources.map((_, source) =>
    columns.filter((column) => column.kind !== "constant" && column.source === source),
  );
  const given = sources.map((source, i) => describeFeature(source, names[i]!, uses[i]!, hints));
  const schema = hints.schema ?? checkSchema({ features: given });
  const features = names.map((name) => featureOf(schema, name));
  const encoders = features.map((feature, i) => encoderOf(feature, uses[i]!));
  const used = encoders.filter((encoder) => encoder !== undefined);
  const preprocessing = checkPreprocessing({ steps: used.map(({ steps }) => steps) }, schema);
  const starts = new Map<Encoder, number>();
  let place = 0;
  for (const encoder of used) {
    starts.set(encoder, place);
    place += encoder.width;
  }
  const encoded = columns.map((column): EncodedColumn => {
    if (column.kind === "constant") return { terms: [], constant: column.value };
    const encoder = encoders[column.source]!;
    return encoder.express(column, starts.get(encoder)!);
  });
  return { schema, preprocessing, columns: encoded };
}

/** The feature that a schema made here would state. */
function describeFeature(
  source: HeadSource,
  name: string,
  uses: readonly HeadColumn[],
  hints: NamingHints & { readonly assumeRanges?: boolean },
): Feature | undefined {
  if (hints.schema !== undefined) return undefined;
  const base = { name, label: name, optional: imputeOf(uses) !== undefined || listsEmptyWord(uses) };
  if (source.words || uses.some(({ kind }) => kind === "table")) {
    const categories = tableCategories(uses).map((code) => ({ code, label: code === "" ? "(none)" : String(code) }));
    if (categories.length === 0) {
      // A word that no layer reads: the words of the data are legal.
      const words = new Set(wordsOf(name, hints));
      return { kind: "categorical", ...base, categories: [...words].sort().map((code) => ({ code, label: code })) };
    }
    return { kind: "categorical", ...base, categories };
  }
  const { minimum, maximum } = statedRange(source, name, uses, hints);
  return { kind: "numeric", ...base, unit: "", minimum, maximum };
}

function statedRange(
  source: HeadSource,
  name: string,
  uses: readonly HeadColumn[],
  hints: NamingHints & { readonly assumeRanges?: boolean },
): FeatureRange {
  const column = columnOf(name, hints);
  if (column !== undefined) {
    const values = numberColumn(hints.rangeData!, column).filter((value) => value !== null);
    const impute = imputeOf(uses);
    const filled = typeof impute === "number" ? [...values, impute] : values;
    if (values.length > 0) return widened(rangeOf(values), filled);
  }
  if (hints.assumeRanges) return assumedRange(uses);
  throw new VelumError("COMPILE_RANGES", {
    argument: name,
    expected: "a range, from range data or a schema",
    got: source.input === name ? "neither" : `neither for this column of input ${JSON.stringify(source.input)}`,
  });
}

/** The value that is filled in must be legal itself. */
const widened = ({ minimum, maximum }: FeatureRange, values: readonly number[]): FeatureRange => {
  const imputed = values.at(-1)!;
  return { minimum: Math.min(minimum, imputed), maximum: Math.max(maximum, imputed) };
};

/** Where the file standardizes to: five deviations on both sides of the mean. */
function assumedRange(uses: readonly HeadColumn[]): FeatureRange {
  const value = uses.find((use): use is Value => use.kind === "value");
  if (value === undefined || value.scale === 0) return { minimum: -5, maximum: 5 };
  const ends = [-5, 5].map((end) => (end - value.shift) / value.scale);
  return { minimum: Math.min(...ends), maximum: Math.max(...ends) };
}

function columnOf(name: string, { rangeData }: NamingHints): number | undefined {
  const place = rangeData === undefined ? -1 : checkRangeData(rangeData).columns.indexOf(name);
  return place < 0 ? undefined : place;
}

function wordsOf(name: string, hints: NamingHints): readonly string[] {
  const column = columnOf(name, hints);
  return column === undefined ? [] : wordColumn(hints.rangeData!, column).filter((word) => word !== null);
}

function featureOf(schema: TableSchema, name: string): Feature {
  const feature = schema.features.find((candidate) => candidate.name === name);
  if (feature !== undefined) return feature;
  throw new VelumError("COMPILE_SCHEMA", { argument: "schema", expected: `a feature named ${name}`, got: "none" });
}

/** How one feature is encrypted, and how the columns that come from it are sums of that. */
interface Encoder {
  readonly steps: FeatureSteps;
  readonly width: number;
  express(column: HeadColumn, first: number): EncodedColumn;
}

function encoderOf(feature: Feature, uses: readonly HeadColumn[]): Encoder | undefined {
  if (uses.length === 0) return undefined;
  if (uses.every((use): use is Value => use.kind === "value")) return valueEncoder(feature, uses);
  if (uses.every((use): use is Table => use.kind === "table")) return tableEncoder(feature, uses);
  throw new VelumError("COMPILE_HEAD", {
    argument: feature.name,
    expected: "a column that is a quantity or a category",
    got: "one that is used as both. Give it twice, under two names",
  });
}

/** Scaled from its range to [-1, 1]. */
function valueEncoder(feature: Feature, uses: readonly Value[]): Encoder {
  if (uses.some(({ truncated }) => truncated)) {
    throw new VelumError("COMPILE_HEAD", {
      argument: feature.name,
      expected: "numbers as they are",
      got: "a cast to whole numbers. Round them before, and take the cast out of the model",
    });
  }
  const codes =
    feature.kind === "numeric" ? [feature.minimum, feature.maximum] : feature.categories.map(({ code }) => code);
  if (!codes.every((code) => typeof code === "number")) throw wrongKind(feature, "numeric, or with numbers for codes");
  const [low, high] = [Math.min(...codes), Math.max(...codes)];
  if (!(high > low)) {
    throw new VelumError("COMPILE_UNBOUNDED", { argument: feature.name, expected: "more than one value", got: "one" });
  }
  const [mean, scale] = [(low + high) / 2, (high - low) / 2];
  return {
    steps: { feature: feature.name, ...imputeStep(feature, uses), encode: { kind: "standardize", mean, scale } },
    width: 1,
    express: (column, first) => {
      const line = column as Value;
      return { terms: [{ place: first, factor: line.scale * scale }], constant: line.scale * mean + line.shift };
    },
  };
}

/**
 * One number for each category that the model knows; where these are all that the schema admits, the last is what none of the
 * others is, and needs no number of its own.
 */
function tableEncoder(feature: Feature, uses: readonly Table[]): Encoder {
  if (feature.kind !== "categorical") throw wrongKind(feature, "categorical");
  const legal = feature.categories.map(({ code }) => code);
  const known = tableCategories(uses).filter((code) => legal.includes(code));
  const complete = known.length === legal.length;
  const listed = complete && known.length > 1 ? known.slice(0, -1) : known;
  if (listed.length === 0) throw wrongKind(feature, "with categories that the model knows");
  const last = complete ? known.at(-1) : undefined;
  return {
    steps: { feature: feature.name, ...imputeStep(feature, uses), encode: { kind: "one-hot", categories: listed } },
    width: listed.length,
    express: (column, first) => {
      const { entries, otherwise } = column as Table;
      const base = last === undefined ? otherwise : (entries.get(last) ?? otherwise);
      const terms = listed.map((code, i) => ({ place: first + i, factor: (entries.get(code) ?? otherwise) - base }));
      return { terms, constant: base };
    },
  };
}

/** What a missing value becomes, where the schema lets it be missing. */
function imputeStep(feature: Feature, uses: readonly HeadColumn[]): Pick<FeatureSteps, "impute"> {
  if (!feature.optional) return {};
  const value = imputeOf(uses) ?? (listsEmptyWord(uses) ? "" : undefined);
  if (value === undefined) {
    throw new VelumError("COMPILE_SCHEMA", {
      argument: feature.name,
      expected: "a feature that is not optional: the model does not fill it in",
      got: "an optional one",
    });
  }
  return { impute: { strategy: feature.kind === "categorical" ? "mode" : "median", value } };
}

function imputeOf(uses: readonly HeadColumn[]): CategoryCode | undefined {
  return uses.flatMap((use) => (use.kind === "constant" ? [] : [use.impute])).find((value) => value !== undefined);
}

/** The empty word stands for a missing one. */
const listsEmptyWord = (uses: readonly HeadColumn[]): boolean => tableCategories(uses).includes("");

const tableCategories = (uses: readonly HeadColumn[]): readonly CategoryCode[] => [
  ...new Set(uses.flatMap((use) => (use.kind === "table" ? [...use.entries.keys()] : []))),
];

const wrongKind = ({ name }: Feature, expected: string): VelumError =>
  new VelumError("COMPILE_SCHEMA", { argument: name, expected: `a feature that is ${expected}`, got: "another" });
