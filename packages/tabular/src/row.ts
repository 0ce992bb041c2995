import { isName } from "./closed-data.ts";
import type { CategoricalFeature, Feature, NumericFeature, TableSchema } from "./schema.ts";
import { describeKind, TabularError, type TabularErrorCode } from "./tabular-error.ts";

/** One value of a row; `null` is missing. */
export type Value = number | string | null;

/** One case, by feature name. A missing value is `null` or left out. */
export type Row = Readonly<Record<string, Value>>;

declare const checkedRow: unique symbol;

/** A row that {@link checkRow} has accepted: frozen, without prototype, one value a feature, in the schema's order. */
export type CheckedRow = Row & { readonly [checkedRow]: true };

/**
 * Checks one row against the schema and returns a frozen copy, in the schema's order. It is the last look at a value
 * before it is encrypted: nobody can check it afterwards.
 *
 * @param row - an object with a value for each feature; a numeric feature takes a number, a categorical one a code
 * @param path - how errors name the row
 * @throws {@link TabularError} `ROW_NOT_AN_OBJECT`, `FEATURE_UNKNOWN`, `FEATURE_MISSING`, `FEATURE_WRONG_TYPE`,
 * `FEATURE_NOT_A_NUMBER`, `FEATURE_OUT_OF_RANGE` or `FEATURE_UNKNOWN_CATEGORY`; the message names the feature and
 * the rule, never the value (finding C7)
 * @example
 * const checked = checkRow(schema, { age: 63, sex: 1 });
 */
export function checkRow(schema: TableSchema, row: unknown, path = "row"): CheckedRow {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new TabularError("ROW_NOT_AN_OBJECT", path, "an object with a value for each feature", describeKind(row));
  }
  const given = new Map<string, unknown>(Object.entries(row));
  const checked: Record<string, Value> = Object.create(null);
  for (const feature of schema.features) {
    checked[feature.name] = checkValue(feature, given.get(feature.name), `${path}.${feature.name}`);
    given.delete(feature.name);
  }
  for (const name of given.keys()) refuseUnknown(name, path);
  return Object.freeze(checked) as CheckedRow;
}

function checkValue(feature: Feature, value: unknown, path: string): Value {
  if (value === null || value === undefined) {
    if (feature.optional) return null;
    throw new TabularError("FEATURE_MISSING", path, "a value, there is no imputer for this feature", "none");
  }
  return feature.kind === "numeric" ? checkNumber(feature, value, path) : checkCode(feature, value, path);
}

function checkNumber(feature: NumericFeature, value: unknown, path: string): number {
  const expected = `a number from ${feature.minimum} to ${feature.maximum}${feature.unit && ` ${feature.unit}`}`;
  const refuse = (code: TabularErrorCode, got: string): never => {
    throw new TabularError(code, path, expected, got);
  };
  if (typeof value !== "number") return refuse("FEATURE_WRONG_TYPE", describeKind(value));
  if (!Number.isFinite(value)) return refuse("FEATURE_NOT_A_NUMBER", "a number that is not finite");
  if (value < feature.minimum || value > feature.maximum) {
    return refuse("FEATURE_OUT_OF_RANGE", "a number outside of it");
  }
  return value;
}

function checkCode(feature: CategoricalFeature, value: unknown, path: string): number | string {
  const type = typeof feature.categories[0]?.code;
  const expected = `one of the ${feature.categories.length} category codes of the schema`;
  if (typeof value !== type) throw new TabularError("FEATURE_WRONG_TYPE", path, expected, describeKind(value));
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TabularError("FEATURE_NOT_A_NUMBER", path, expected, "a number that is not finite");
  }
  const category = feature.categories.find(({ code }) => code === value);
  if (category === undefined) throw new TabularError("FEATURE_UNKNOWN_CATEGORY", path, expected, "another code");
  return category.code;
}

/** A name that is no feature may be anything, even a patient's: it is repeated only where it could be a feature. */
function refuseUnknown(name: string, path: string): never {
  const argument = isName(name) ? `${path}.${name}` : path;
  throw new TabularError("FEATURE_UNKNOWN", argument, "the schema's features alone", "another name");
}
