import fc from "fast-check";
import type { Row, Value } from "../row.ts";
import { categoryCodes, type Feature, type TableSchema } from "../schema.ts";

/** Rows that the schema allows, the ends of ranges and missing values among them. */
export function anyRow(schema: TableSchema): fc.Arbitrary<Row> {
  return fc.record(Object.fromEntries(schema.features.map((feature) => [feature.name, anyValue(feature)])));
}

function anyValue(feature: Feature): fc.Arbitrary<Value> {
  const present: fc.Arbitrary<Value> =
    feature.kind === "categorical"
      ? fc.constantFrom(...categoryCodes(feature))
      : fc.oneof(
          fc.constantFrom(feature.minimum, feature.maximum),
          fc.double({ min: feature.minimum, max: feature.maximum, noNaN: true }),
        );
  return feature.optional ? fc.option(present) : present;
}

/** Schemas of 1 to 6 features of every kind, with ranges of very different size. */
export function anySchemaJson(): fc.Arbitrary<{ features: unknown[] }> {
  const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const numeric = fc
    .tuple(end, end)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ kind: "numeric", unit: "", minimum: Math.min(a, b), maximum: Math.max(a, b) }));
  const codes = fc.oneof(
    fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }),
    fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 6 }),
  );
  const categorical = codes.map((list: (number | string)[]) => ({
    kind: "categorical",
    categories: list.map((code) => ({ code, label: `is ${code}` })),
  }));
  const feature = fc.tuple(fc.oneof(numeric, categorical), fc.boolean());
  return fc.array(feature, { minLength: 1, maxLength: 6 }).map((list) => ({
    features: list.map(([base, optional], index) => ({
      ...base,
      name: `f${index}`,
      label: `Feature ${index}`,
      optional,
    })),
  }));
}
