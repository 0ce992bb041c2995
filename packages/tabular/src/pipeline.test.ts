import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPreprocessing } from "./check-preprocessing.ts";
import { applyPreprocessing, preprocessedNames } from "./preprocess.ts";
import { preprocessedRange } from "./preprocessed-range.ts";
import { checkRow, type Row, type Value } from "./row.ts";
import { categoryCodes, checkSchema, type Feature, type TableSchema } from "./schema.ts";

describe("any schema, row and preprocessing from outside", () => {
  it("checkRow takes every row that the schema allows, unchanged, and again", () => {
    fc.assert(
      fc.property(anyPipeline(), ({ schema, row }) => {
        const checked = checkRow(schema, row);
        expect(checked).toEqual(row);
        expect(checkRow(schema, checked)).toEqual(checked);
      }),
    );
  });

  it("preprocessedRange contains every output", () => {
    fc.assert(
      fc.property(anyPipeline(), fc.constantFrom(undefined, "l1", "l2"), ({ schema, steps, row }, norm) => {
        const checked = checkPreprocessing(norm === undefined ? { steps } : { steps, norm }, schema);
        const outputs = applyPreprocessing(checked, checkRow(schema, row));
        const ranges = preprocessedRange(checked, schema);
        expect(ranges.map(({ name }) => name)).toEqual(preprocessedNames(checked));
        expect(outputs).toHaveLength(ranges.length);
        for (const [index, { lo, hi }] of ranges.entries()) {
          expect(outputs[index]).toBeGreaterThanOrEqual(lo);
          expect(outputs[index]).toBeLessThanOrEqual(hi);
        }
      }),
    );
  });
});

function oneHot(categories: readonly (string | number)[]) {
  return { kind: "one-hot", categories };
}

/** A schema, a preprocessing of it from outside, and a row. */
function anyPipeline() {
  return anySchemaJson().chain((json) => {
    const schema: TableSchema = checkSchema(json);
    const steps = fc.tuple(...schema.features.map(anySteps));
    return fc.record({ schema: fc.constant(schema), steps, row: anyRow(schema) });
  });
}

function anySteps(feature: Feature): fc.Arbitrary<unknown> {
  const constants = feature.kind === "numeric" ? [feature.minimum] : feature.categories.map(({ code }) => code);
  const standardize = fc.record({
    kind: fc.constant("standardize"),
    mean: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    scale: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  });
  const number = fc.constant({ kind: "number" });
  const numbers = fc.oneof(number, standardize);
  const categories = fc.shuffledSubarray(constants, { minLength: 1 }).map(oneHot);
  const codes = fc
    .tuple(...constants.map((category) => fc.record({ category: fc.constant(category), value: fc.integer() })))
    .map((list) => ({ kind: "codes", codes: list }));
  const words = fc.oneof(categories, codes);
  const hasNumbers = typeof constants[0] === "number";
  const encode: fc.Arbitrary<unknown> =
    feature.kind === "numeric" ? numbers : hasNumbers ? fc.oneof(numbers, words) : words;
  const impute = fc.record({ strategy: fc.constant("mode"), value: fc.constantFrom(...constants) });
  return fc.record({ feature: fc.constant(feature.name), encode, ...(feature.optional ? { impute } : {}) });
}

/** Rows that the schema allows, the ends of ranges and missing values among them. */
function anyRow(schema: TableSchema): fc.Arbitrary<Row> {
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
function anySchemaJson(): fc.Arbitrary<{ features: unknown[] }> {
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
