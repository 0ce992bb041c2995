import { describe, expect, it } from "vitest";
import { type FeaturePlan, fitPreprocessing } from "./fit-preprocessing.ts";
import { tableFromRecords } from "./table.ts";
import { sampleSchema, tabularError } from "./test-support/sample-schema.ts";

const header = ["age", "bmi", "sex", "pain"];
const plan: FeaturePlan[] = [
  { feature: "age", encode: "standardize" },
  { feature: "bmi", impute: "median", encode: "standardize" },
  { feature: "sex", encode: "number" },
  { feature: "pain", impute: "mode", encode: "one-hot" },
];
// age: mean 56.5, population standard deviation sqrt(146.25) = 12.0934.
// bmi: median of 22.04, 25.04, 31.04 is 25.04; with it in the gap, mean 25.79 and deviation 3.2692.
const records = [
  ["40", "22.04", "0", "mild"],
  ["52", "25.04", "1", "severe"],
  ["60", "31.04", "1", "severe"],
  ["74", "", "0", ""],
];

describe("fitPreprocessing", () => {
  it("finds mean, deviation, median and mode, rounded to two digits of the deviation", () => {
    expect(fitPreprocessing(tableFromRecords(header, records, sampleSchema), plan)).toEqual({
      steps: [
        { feature: "age", encode: { kind: "standardize", mean: 57, scale: 12 } },
        {
          feature: "bmi",
          impute: { strategy: "median", value: 25 },
          encode: { kind: "standardize", mean: 25.8, scale: 3.3 },
        },
        { feature: "sex", encode: { kind: "number" } },
        {
          feature: "pain",
          impute: { strategy: "mode", value: "severe" },
          encode: { kind: "one-hot", categories: ["none", "mild", "severe"] },
        },
      ],
    });
  });

  it("takes the first category of the schema when two are as frequent", () => {
    const tied = [...records, ["50", "30", "0", "mild"]];
    const fitted = fitPreprocessing(tableFromRecords(header, tied, sampleSchema), plan);
    expect(fitted.steps[3]?.impute?.value).toBe("mild");
  });

  it("keeps a rounded constant inside the feature's range", () => {
    const low = [10.5, 10.51, 10.53, 90 - 10].map((bmi) => ["50", String(bmi), "0", "mild"]);
    const table = tableFromRecords(header, low, sampleSchema);
    const [step] = fitPreprocessing(table, [{ feature: "bmi", impute: "median", encode: "number" }]).steps;
    expect(step?.impute?.value).toBe(11);
  });

  it.each<[string, string[][], FeaturePlan]>([
    ["a constant column", records.map(([, ...rest]) => ["50", ...rest]), plan[0]!],
    ["a column without any number", records.map(([a, , c, d]) => [a!, "", c!, d!]), plan[1]!],
    ["a column without any category", records.map(([a, b, c]) => [a!, b!, c!, ""]), plan[3]!],
  ])("refuses %s", (_, rows, step) => {
    const table = tableFromRecords(header, rows, sampleSchema);
    const error = tabularError("COLUMN_CONSTANT", () => fitPreprocessing(table, [step]));
    expect(error.argument).toBe(`column ${step.feature}`);
  });

  it.each<[string, FeaturePlan]>([
    ["a feature that the schema lacks", { feature: "height", encode: "number" }],
    ["an optional feature without imputer", { feature: "bmi", encode: "number" }],
    ["an imputer for a feature that is not optional", { feature: "age", impute: "mean", encode: "number" }],
    ["the mean of categories", { feature: "pain", impute: "mean", encode: "one-hot" }],
    ["the most frequent quantity", { feature: "bmi", impute: "mode", encode: "number" }],
    ["one-hot of a quantity", { feature: "age", encode: "one-hot" }],
  ])("refuses a plan with %s", (_, step) => {
    const table = tableFromRecords(header, records, sampleSchema);
    tabularError("PREPROCESSING_INVALID", () => fitPreprocessing(table, [step]));
  });
});
