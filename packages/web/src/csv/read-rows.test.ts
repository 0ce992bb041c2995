import { checkSchema } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./parse-csv.ts";
import { readRows } from "./read-rows.ts";

const schema = checkSchema({
  features: [
    { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 0, maximum: 120, optional: false },
    {
      kind: "categorical",
      name: "sex",
      label: "Sex",
      categories: [
        { code: 0, label: "female" },
        { code: 1, label: "male" },
      ],
      optional: true,
    },
  ],
});

const read = (text: string, skipRefused = false) =>
  readRows(parseCsv(text, "rows.csv"), schema, "rows.csv", { skipRefused });

describe("readRows", () => {
  it("takes the model's columns in any order and says which it left out", () => {
    const { rows, ignored, places } = read("note,sex,age\nx,1,63\ny,,41\n");
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { age: 63, sex: 1 },
      { age: 41, sex: null },
    ]);
    expect([ignored, places]).toEqual([["note"], [1, 2]]);
  });

  it.each([
    ["age\n63\n", "rows.csv, header: expected a column sex, got none."],
    ["age,sex\n63,1\nsecret,1\n", "rows.csv, row 2, column 1 (age): expected a decimal number, got other text."],
    [
      "sex,age\n1,63\n1,200\n",
      "rows.csv, row 2, column 2 (age): expected a number from 0 to 120 years, got a number outside of it.",
    ],
    ["age,sex\n", "rows.csv: expected rows that the model admits, got none."],
  ])("refuses %j without repeating a cell", (text, expected) => {
    expect(() => read(text)).toThrow(expected);
  });

  it("leaves refused rows out where it is told to, counts them, and keeps the places of the others", () => {
    const { places, refused } = read("age,sex\n200,1\n63,1\n,1\n41,0\n", true);
    expect([places, refused]).toEqual([[2, 4], 2]);
  });
});
