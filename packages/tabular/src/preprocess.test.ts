import { describe, expect, it } from "vitest";
import { checkPreprocessing } from "./check-preprocessing.ts";
import { applyPreprocessing, preprocessedNames } from "./preprocess.ts";
import { preprocessedRange } from "./preprocessed-range.ts";
import { checkRow } from "./row.ts";
import { checkSchema } from "./schema.ts";
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

  it("turns words into the numbers that stand for them, a missing one as its imputer says", () => {
    const codes = [
      { category: "severe", value: 2.5 },
      { category: "none", value: -1 },
      { category: "mild", value: 0 },
    ];
    const impute = { strategy: "mode", value: "severe" };
    const steps = [{ feature: "pain", impute, encode: { kind: "codes", codes } }];
    const checked = checkPreprocessing({ steps }, sampleSchema);
    for (const [pain, expected] of [
      ["none", -1],
      ["mild", 0],
      [null, 2.5],
    ] as const) {
      expect([...applyPreprocessing(checked, checkRow(sampleSchema, { age: 45, sex: 0, pain }))]).toEqual([expected]);
    }
    expect(preprocessedNames(checked)).toEqual(["pain"]);
    expect(preprocessedRange(checked, sampleSchema)).toEqual([{ name: "pain", lo: -1, hi: 2.5 }]);
  });

  it("divides a whole row by its norm, and leaves zeros alone", () => {
    const steps = ["age", "sex"].map((feature) => ({ feature, encode: { kind: "standardize", mean: 1, scale: 1 } }));
    for (const [norm, size] of [
      ["l1", 49],
      ["l2", Math.sqrt(48 ** 2 + 1)],
    ] as const) {
      const checked = checkPreprocessing({ steps, norm }, sampleSchema);
      const [age, sex] = applyPreprocessing(checked, checkRow(sampleSchema, { age: 49, sex: 0 }));
      expect(age).toBeCloseTo(48 / size, 14);
      expect(sex).toBeCloseTo(-1 / size, 14);
    }
    const zeros = checkPreprocessing(
      { steps: [{ feature: "sex", encode: { kind: "number" } }], norm: "l2" },
      sampleSchema,
    );
    expect([...applyPreprocessing(zeros, checkRow(sampleSchema, { age: 49, sex: 0 }))]).toEqual([0]);
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
});

function oneHot(categories: readonly (string | number)[]) {
  return { kind: "one-hot", categories };
}
