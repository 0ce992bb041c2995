import { VelumError } from "@velum/protocol";
import type { Feature, FeatureSteps } from "@velum/tabular";
import type { HeadColumn, Normalization } from "./head-column.ts";
import { imputeOf, listsEmptyWord, type TableUse, tableCategories, type ValueUse } from "./head-uses.ts";

/** One number that the layers read, as a sum over the numbers that the client encrypts. */
export interface EncodedColumn {
  readonly terms: readonly { readonly place: number; readonly factor: number }[];
  readonly constant: number;
}

/** How one feature is encrypted, and how the columns that come from it are sums of that. */
export interface Encoder {
  readonly steps: FeatureSteps;
  readonly width: number;
  express(column: HeadColumn, first: number): EncodedColumn;
}

/**
 * The encoder of a feature for all that the model does with it, which is something.
 * @throws VelumError COMPILE_HEAD, COMPILE_SCHEMA, COMPILE_UNBOUNDED
 */
export function encoderOf(feature: Feature, uses: readonly HeadColumn[], normalization?: Normalization): Encoder {
  if (uses.every((use): use is ValueUse => use.kind === "value"))
    return normalization === undefined ? valueEncoder(feature, uses) : numberEncoder(feature, uses);
  if (uses.every((use): use is TableUse => use.kind === "table")) return tableEncoder(feature, uses);
  throw new VelumError("COMPILE_HEAD", {
    argument: feature.name,
    expected: "a column that is a quantity or a category",
    got: "one that is used as both. Give it twice, under two names",
  });
}

/** As it is: the norm that follows makes it at most 1, and what the file does after the norm goes into the first layer. */
function numberEncoder(feature: Feature, uses: readonly ValueUse[]): Encoder {
  return {
    steps: { feature: feature.name, ...imputeStep(feature, uses), encode: { kind: "number" } },
    width: 1,
    express: (column, first) => {
      const { scale, shift } = column as ValueUse;
      return { terms: [{ place: first, factor: scale }], constant: shift };
    },
  };
}

/** Scaled from its range to [-1, 1]. */
function valueEncoder(feature: Feature, uses: readonly ValueUse[]): Encoder {
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
      const line = column as ValueUse;
      return { terms: [{ place: first, factor: line.scale * scale }], constant: line.scale * mean + line.shift };
    },
  };
}

/**
 * One number for each category that the model knows; where these are all that the schema admits, the last is what none of the
 * others is, and needs no number of its own.
 */
function tableEncoder(feature: Feature, uses: readonly TableUse[]): Encoder {
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
      const { entries, otherwise } = column as TableUse;
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

const wrongKind = ({ name }: Feature, expected: string): VelumError =>
  new VelumError("COMPILE_SCHEMA", { argument: name, expected: `a feature that is ${expected}`, got: "another" });
