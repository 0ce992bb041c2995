import {
  at,
  isName,
  type Place,
  readBoolean,
  readChoice,
  readList,
  readRecord,
  refuse,
  refuseRepeats,
} from "./closed-data.ts";
import { type Feature, MAX_FEATURES } from "./schema.ts";
import { describeKind } from "./tabular-error.ts";

/**
 * What a schema file says of one column. Every field but the name may be left to inference; a field that is there wins.
 * The fields are those of `NumericFeature` and `CategoricalFeature`, so that a whole schema is legal overrides too.
 */
export interface FeatureOverride {
  readonly name: string;
  /** True to leave the column out, say a record number. */
  readonly ignore?: boolean;
  readonly kind?: "numeric" | "categorical";
  readonly label?: unknown;
  readonly description?: unknown;
  readonly optional?: unknown;
  readonly unit?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly categories?: unknown;
}

/** The content of a schema file. */
export interface SchemaOverrides {
  readonly features: readonly FeatureOverride[];
}

const FIELDS = [
  "ignore",
  "kind",
  "label",
  "description",
  "optional",
  "unit",
  "minimum",
  "maximum",
  "categories",
] as const;

/**
 * Checks the content of a schema file. Names and kinds are checked here; the other fields with the feature that they
 * become part of.
 *
 * @throws {@link TabularError} `SCHEMA_INVALID`, with the path of the field
 * @example
 * checkSchemaOverrides({ features: [{ name: "cp", kind: "categorical" }, { name: "id", ignore: true }] });
 */
export function checkSchemaOverrides(value: unknown): SchemaOverrides {
  const place: Place = { code: "SCHEMA_INVALID", path: "overrides" };
  const listPlace = at(place, "features");
  const list = readList(readRecord(value, place, ["features"]).get("features"), listPlace, MAX_FEATURES);
  const features = list.map((item, index) => checkOverride(item, at(listPlace, index)));
  refuseRepeats(
    features.map(({ name }) => name),
    listPlace,
  );
  return Object.freeze({ features: Object.freeze(features) });
}

function checkOverride(value: unknown, place: Place): FeatureOverride {
  const fields = readRecord(value, place, ["name"], FIELDS);
  const name = fields.get("name");
  if (typeof name !== "string" || !isName(name)) refuse(at(place, "name"), "the name of a column", describeKind(name));
  const kind = fields.get("kind");
  const ignore = fields.get("ignore");
  return Object.freeze({
    ...Object.fromEntries(FIELDS.flatMap((field) => (fields.has(field) ? [[field, fields.get(field)]] : []))),
    ...(kind === undefined ? {} : { kind: readChoice(kind, at(place, "kind"), ["numeric", "categorical"] as const) }),
    ...(ignore === undefined ? {} : { ignore: readBoolean(ignore, at(place, "ignore")) }),
    name,
  });
}

/** The feature with what the override states instead. The result is data to check, not a checked feature. */
export function mergeFeature(inferred: Feature, override: FeatureOverride | undefined): unknown {
  const { ignore: _, ...stated } = override ?? { name: inferred.name };
  return { ...inferred, ...stated };
}
