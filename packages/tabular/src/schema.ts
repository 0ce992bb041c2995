import {
  at,
  type Place,
  readBoolean,
  readChoice,
  readList,
  readName,
  readNumber,
  readRecord,
  readText,
  refuse,
  refuseRepeats,
} from "./closed-data.ts";
import { describeKind } from "./tabular-error.ts";

/** Most features of a schema (finding C4). */
export const MAX_FEATURES = 1024;

/** Most categories of one feature (finding C4). */
export const MAX_CATEGORIES = 256;

interface FeatureBase {
  /** Key of the value in a row: `[A-Za-z][A-Za-z0-9_ .-]{0,63}`. */
  readonly name: string;
  /** The name for people. Plain text: show it as text, never as markup. */
  readonly label: string;
  /** A sentence of help. */
  readonly description?: string;
  /** True when the value may be missing (`null`), which needs an imputer in the preprocessing. */
  readonly optional: boolean;
}

/** A quantity. Values outside `minimum..maximum` (inclusive) are refused, which is what ranges are proved from. */
export interface NumericFeature extends FeatureBase {
  readonly kind: "numeric";
  /** Unit of the value, the empty text where it has none. */
  readonly unit: string;
  readonly minimum: number;
  readonly maximum: number;
}

/** A code of a category: numbers, or texts, not both in one feature. */
export type CategoryCode = number | string;

/** One category: the code in a row and its name for people. */
export interface Category {
  readonly code: CategoryCode;
  readonly label: string;
}

/** A choice among categories. */
export interface CategoricalFeature extends FeatureBase {
  readonly kind: "categorical";
  readonly categories: readonly Category[];
}

/** One column of the input. */
export type Feature = NumericFeature | CategoricalFeature;

/**
 * What a row looks like. It is public, as part of the contract: ranges come from what is plausible, never from the
 * smallest and largest value of a data set, which are single people's values (finding A10).
 */
export interface TableSchema {
  readonly features: readonly Feature[];
}

/**
 * Checks a schema from outside, say from a contract, and returns a frozen copy.
 *
 * Closed: unknown fields are refused, as are more than {@link MAX_FEATURES} features, {@link MAX_CATEGORIES}
 * categories, texts above 200 characters or with control characters, repeated names or codes, and empty ranges.
 *
 * @throws {@link TabularError} `SCHEMA_INVALID`, with the path of the field
 * @example
 * checkSchema({ features: [
 *   { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 18, maximum: 100, optional: false },
 * ] });
 */
export function checkSchema(value: unknown): TableSchema {
  const place: Place = { code: "SCHEMA_INVALID", path: "schema" };
  const listPlace = at(place, "features");
  const list = readList(readRecord(value, place, ["features"]).get("features"), listPlace, MAX_FEATURES);
  const features = list.map((feature, index) => checkFeature(feature, at(listPlace, index)));
  refuseRepeats(
    features.map((feature) => feature.name),
    listPlace,
  );
  return Object.freeze({ features: Object.freeze(features) });
}

/** The categories' codes in order. */
export function categoryCodes(feature: CategoricalFeature): CategoryCode[] {
  return feature.categories.map((category) => category.code);
}

const BASE_FIELDS = ["kind", "name", "label", "optional"];

function checkFeature(value: unknown, place: Place): Feature {
  const kinds = ["numeric", "categorical"] as const;
  if (typeof value !== "object" || value === null) refuse(place, "an object", describeKind(value));
  const kind = readChoice("kind" in value ? value.kind : undefined, at(place, "kind"), kinds);
  return kind === "numeric" ? checkNumeric(value, place) : checkCategorical(value, place);
}

function checkNumeric(value: object, place: Place): NumericFeature {
  const fields = readRecord(value, place, [...BASE_FIELDS, "unit", "minimum", "maximum"], ["description"]);
  const minimum = readNumber(fields.get("minimum"), at(place, "minimum"));
  const maximum = readNumber(fields.get("maximum"), at(place, "maximum"));
  if (minimum >= maximum) refuse(at(place, "maximum"), "a number above the minimum", "one that is not");
  const unit = readText(fields.get("unit"), at(place, "unit"), 0);
  return Object.freeze({ kind: "numeric", ...readBase(fields, place), unit, minimum, maximum });
}

function checkCategorical(value: object, place: Place): CategoricalFeature {
  const fields = readRecord(value, place, [...BASE_FIELDS, "categories"], ["description"]);
  const listPlace = at(place, "categories");
  const list = readList(fields.get("categories"), listPlace, MAX_CATEGORIES);
  const categories = list.map((category, index) => checkCategory(category, at(listPlace, index)));
  const codes = categories.map((category) => category.code);
  if (new Set(codes.map((code) => typeof code)).size > 1) refuse(listPlace, "codes of one type", "numbers and texts");
  refuseRepeats(codes, listPlace);
  return Object.freeze({ kind: "categorical", ...readBase(fields, place), categories: Object.freeze(categories) });
}

function checkCategory(value: unknown, place: Place): Category {
  const fields = readRecord(value, place, ["code", "label"]);
  const label = readText(fields.get("label"), at(place, "label"));
  return Object.freeze({ code: readCode(fields.get("code"), at(place, "code")), label });
}

/** A category's code: a finite number or a text. The empty text is the code of a missing word, where that is a category. */
export function readCode(value: unknown, place: Place): CategoryCode {
  return typeof value === "string" ? readText(value, place, 0) : readNumber(value, place);
}

function readBase(fields: ReadonlyMap<string, unknown>, place: Place): FeatureBase {
  const description = fields.get("description");
  return {
    name: readName(fields.get("name"), at(place, "name")),
    label: readText(fields.get("label"), at(place, "label")),
    ...(description === undefined ? {} : { description: readText(description, at(place, "description")) }),
    optional: readBoolean(fields.get("optional"), at(place, "optional")),
  };
}
