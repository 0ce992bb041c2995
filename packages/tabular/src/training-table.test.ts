import { describe, expect, it } from "vitest";
import { fitPreprocessing } from "./fit-preprocessing.ts";
import { inferSchema } from "./infer-schema.ts";
import { planPreprocessing } from "./plan-preprocessing.ts";
import { preprocessedNames } from "./preprocess.ts";
import { preprocessedRange } from "./preprocessed-range.ts";
import { checkSchema } from "./schema.ts";
import { readTarget } from "./target.ts";
import { readCsv, recordsOf } from "./test-support/read-csv.ts";
import { tabularError } from "./test-support/sample-schema.ts";
import { readTrainingTable } from "./training-table.ts";

type Columns = Record<string, readonly (number | string)[]>;
const target = (y: readonly (number | string)[], kind?: "classes" | "quantity") => {
  const { header, records } = recordsOf({ y });
  return readTarget(header, records, "y", kind);
};
const repeat = (values: readonly (number | string)[], times: number) =>
  Array.from({ length: times }, () => values).flat();

describe("readTarget", () => {
  it.each<[string, readonly (number | string)[], string, string[]]>([
    ["two numbers", repeat([1, 0], 10), "binary", ["0", "1"]],
    ["two texts", repeat(["yes", "no"], 5), "binary", ["no", "yes"]],
    ["numbered classes in the order of numbers", repeat([10, 9, 2], 8), "multiclass", ["2", "9", "10"]],
    ["whole numbers of many values", Array.from({ length: 60 }, (_, i) => i), "regression", []],
    ["fractions", repeat([0.5, 1.5], 20), "regression", []],
  ])("takes %s for what they are", (_, y, task, labels) => {
    expect(target(y).target).toEqual({ name: "y", task, labels });
  });

  it("gives classes as positions and quantities as they are", () => {
    expect(target(repeat(["b", "a"], 3)).values).toEqual([1, 0, 1, 0, 1, 0]);
    expect(target(repeat([3, 1.0, 3, 2], 5)).values.slice(0, 4)).toEqual([2, 0, 2, 1]);
    expect(target(repeat([3, 7], 10), "quantity").values.slice(0, 2)).toEqual([3, 7]);
    expect(target(repeat([0.5, 1.5], 10), "classes").target.labels).toEqual(["0.5", "1.5"]);
  });

  it("names the row of an empty target, of a lonely class, and of a text among quantities", () => {
    expect(tabularError("TARGET_MISSING", () => target(["a", "b", "", "a"])).argument).toBe("row 3.y");
    expect(tabularError("CLASS_WITH_ONE_ROW", () => target([0, 0, 1, 0, 0, 0, 0, 0, 0, 0])).argument).toBe("row 3.y");
    expect(tabularError("CELL_NOT_A_NUMBER", () => target([1, 2, "x"], "quantity")).argument).toBe("row 3.y");
  });

  it("refuses one class, too many classes and no such column", () => {
    tabularError("TARGET_ONE_CLASS", () => target([1, 1, 1]));
    tabularError("COLUMN_TOO_VARIED", () => target(["a", "b", "c", "d", "a"]));
    tabularError("TARGET_MISSING", () => readTarget(["x"], [["1"], ["2"]], "y"));
  });
});

describe("readTrainingTable", () => {
  const schema = checkSchema({
    features: [
      { kind: "numeric", name: "age", label: "Age", unit: "", minimum: 20, maximum: 60, optional: true },
      { kind: "categorical", name: "city", label: "City", optional: false, categories: [{ code: "a", label: "A" }] },
    ],
  });
  const columns: Columns = { note: ["x", "y", "z"], city: ["a", "a", "a"], y: [0.5, 1, 2], age: [10, "", 70] };
  const read = (change: Columns = {}) => {
    const { header, records } = recordsOf({ ...columns, ...change });
    return readTrainingTable(header, records, schema, { target: "y" });
  };

  it("picks the schema's columns and moves what lies outside the range to its end, with a warning", () => {
    const table = read();
    expect(table.rows.map((row) => ({ ...row }))).toEqual([
      { age: 20, city: "a" },
      { age: null, city: "a" },
      { age: 60, city: "a" },
    ]);
    expect(table.targets).toEqual([0.5, 1, 2]);
    expect(table.warnings).toMatchObject([{ code: "VALUES_LIMITED", column: "age" }]);
    expect(table.warnings[0]?.message).toContain("2 of 3 rows");
    expect(read({ age: [20, "", 60] }).warnings).toEqual([]);
  });

  it("names a missing column, and row and column of a cell that is none of the schema's", () => {
    const { header, records } = recordsOf({ y: [1, 2], city: ["a", "a"] });
    const missing = () => readTrainingTable(header, records, schema, { target: "y" });
    expect(tabularError("TABLE_INVALID", missing).argument).toBe("header, column age");
    const unknown = () => read({ city: ["a", "b", "a"] });
    expect(tabularError("FEATURE_UNKNOWN_CATEGORY", unknown).argument).toBe("row 2.city");
    expect(tabularError("CELL_NOT_A_NUMBER", () => read({ age: [30, "x", 40] })).argument).toBe("row 2.age");
  });
});

describe("planPreprocessing", () => {
  const tableOf = (name: string, targetName: string) => {
    const { header, records } = readCsv(name);
    const { schema } = inferSchema(header, records, { target: targetName });
    return readTrainingTable(header, records, schema, { target: targetName });
  };

  it("standardizes quantities, keeps 0 and 1, and fills gaps", () => {
    const plan = planPreprocessing(tableOf("heart-disease", "target"));
    expect(plan.find(({ feature }) => feature === "age")).toEqual({ feature: "age", encode: "standardize" });
    expect(plan.find(({ feature }) => feature === "sex")).toEqual({ feature: "sex", encode: "number" });
    expect(plan.find(({ feature }) => feature === "ca")).toMatchObject({ impute: "median", encode: "standardize" });
  });

  it("makes an input of each category, and leaves out what is constant in these rows", () => {
    const rows = Array.from({ length: 20 }, (_, row) => row);
    const { header, records } = recordsOf({
      city: rows.map((row) => (row % 5 === 0 ? "" : ["a", "b", "c"][row % 3]!)),
      rare: rows.map((row) => (row === 19 ? 5 : 0.5)),
      y: rows.map((row) => row % 2),
    });
    const { schema } = inferSchema(header, records, { target: "y" });
    const table = readTrainingTable(header, records, schema, { target: "y" });
    const part = { ...table, rows: table.rows.slice(0, 15) };
    expect(planPreprocessing(table).map(({ feature }) => feature)).toEqual(["city", "rare"]);
    expect(preprocessedNames(fitPreprocessing(part, planPreprocessing(part)))).toEqual(["city=a", "city=b", "city=c"]);
  });

  it.each([
    ["heart-disease", "target"],
    ["breast-cancer", "malignant"],
    ["digits", "digit"],
  ])("keeps every input of %s within 32 deviations over the schema's range", (name, targetName) => {
    const table = tableOf(name, targetName);
    const preprocessing = fitPreprocessing(table, planPreprocessing(table));
    // The scale is at least a 32nd of the range, up to its rounding to two digits.
    for (const { lo, hi } of preprocessedRange(preprocessing, table.schema)) expect(hi - lo).toBeLessThan(33.6);
  });
});
