import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPreprocessing } from "./check-preprocessing.ts";
import { applyPreprocessing, preprocessedNames } from "./preprocess.ts";
import { preprocessedRange } from "./preprocessed-range.ts";
import { checkRow } from "./row.ts";
import { checkSchema, type Feature, type TableSchema } from "./schema.ts";
import { anyRow, anySchemaJson } from "./test-support/any-row.ts";
import { samplePreprocessingJson, sampleSchema, tabularError } from "./test-support/sample-schema.ts";

const preprocessing = checkPreprocessing(samplePreprocessingJson, sampleSchema);

describe("applyPreprocessing", () => {
  it("standardizes, passes numbers and spreads categories in the order of the step", () => {
    const row = checkRow(sampleSchema, { age: 63, bmi: 31.5, sex: 1, pain: "mild" });
    expect([...applyPreprocessing(preprocessing, row)]).toEqual([1, 31.5, 1, 0, 0, 1]);
    expect(preprocessedNames(preprocessing)).toEqual(["age", "bmi", "sex", "pain=severe", "pain=none", "pain=mild"]);
  });

  it("puts the imputer's constant in the place of a missing value", () => {
    const row = checkRow(sampleSchema, { age: 45, sex: 0 });
    expect([...applyPreprocessing(preprocessing, row)]).toEqual([-1, 26, 0, 0, 1, 0]);
  });

  it("encodes a category that the step leaves out as all zeros", () => {
    const steps = [{ feature: "pain", impute: { strategy: "mode", value: "none" }, encode: oneHot(["severe"]) }];
    const row = checkRow(sampleSchema, { age: 45, sex: 0, pain: "mild" });
    expect([...applyPreprocessing(checkPreprocessing({ steps }, sampleSchema), row)]).toEqual([0]);
  });

  it("refuses a row of another schema instead of encoding NaN", () => {
    const other = checkSchema({ features: [{ ...sampleSchema.features[0], name: "years" }] });
    const row = checkRow(other, { years: 50 });
    expect(tabularError("FEATURE_MISSING", () => applyPreprocessing(preprocessing, row)).argument).toBe("row.age");
  });
});

describe("preprocessedRange", () => {
  it("gives the image of the schema's range, and 0 to 1 for categories", () => {
    expect(preprocessedRange(preprocessing, sampleSchema)).toEqual([
      { name: "age", lo: -4, hi: 46 / 9 },
      { name: "bmi", lo: 10.5, hi: 80 },
      { name: "sex", lo: 0, hi: 1 },
      { name: "pain=severe", lo: 0, hi: 1 },
      { name: "pain=none", lo: 0, hi: 1 },
      { name: "pain=mild", lo: 0, hi: 1 },
    ]);
  });

  it("contains every output, for any schema, preprocessing and row", () => {
    fc.assert(
      fc.property(anyPipeline(), ({ schema, steps, row }) => {
        const checked = checkPreprocessing({ steps }, schema);
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
  const hasNumbers = typeof constants[0] === "number";
  const encode: fc.Arbitrary<unknown> =
    feature.kind === "numeric" ? numbers : hasNumbers ? fc.oneof(numbers, categories) : categories;
  const impute = fc.record({ strategy: fc.constant("mode"), value: fc.constantFrom(...constants) });
  return fc.record({ feature: fc.constant(feature.name), encode, ...(feature.optional ? { impute } : {}) });
}
