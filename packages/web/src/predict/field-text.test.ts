import type { Feature } from "@velum/tabular";
import { checkRow } from "@velum/tabular";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldError, formErrors, rowOfTexts, textsOfRow } from "./field-text.ts";

const age: Feature = {
  kind: "numeric",
  name: "age",
  label: "Age",
  optional: false,
  unit: "years",
  minimum: 18,
  maximum: 100,
};
const pain: Feature = {
  ...{ kind: "categorical", name: "pain", label: "Chest pain", optional: false },
  categories: [
    { code: 1, label: "Typical" },
    { code: 2, label: "None" },
  ],
};
const city: Feature = {
  ...{ kind: "categorical", name: "city", label: "City", optional: true },
  categories: [{ code: "A", label: "Aachen" }],
};

describe("fieldError", () => {
  it.each([
    [age, "", "Enter a number from 18 to 100 years."],
    [age, "  ", "Enter a number from 18 to 100 years."],
    [age, "old", "Enter a number from 18 to 100 years, such as 18."],
    [age, "0x20", "Enter a number from 18 to 100 years, such as 18."],
    [age, "17.9", "Must be from 18 to 100 years."],
    [age, "1e3", "Must be from 18 to 100 years."],
    [age, "18", undefined],
    [age, " 63.5 ", undefined],
    [pain, "", "Choose one."],
    [pain, "3", "Choose one of the list."],
    [pain, "2", undefined],
    [city, "", undefined],
    [city, "Berlin", "Choose one of the list."],
    [city, "A", undefined],
  ])("%#: %o, %j", (feature, text, error) => {
    expect(fieldError(feature, text)).toBe(error);
  });

  it("never repeats what was typed (C7)", () => {
    const texts = fc.stringMatching(/^[0-9]{7,9}[a-z]?$/);
    fc.assert(
      fc.property(texts, (text) => {
        expect(fieldError(age, text)).not.toContain(text);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a form", () => {
  const schema = { features: [age, pain, city] };

  it("names every field at fault", () => {
    expect(Object.keys(formErrors(schema, { age: "3" }))).toEqual(["age", "pain"]);
  });

  it("of any row that the contract takes gives that row back", () => {
    const rows = fc.record({
      age: fc.double({ min: 18, max: 100, noNaN: true }),
      pain: fc.constantFrom(1, 2),
      city: fc.constantFrom("A", null),
    });
    fc.assert(
      fc.property(rows, (row) => {
        const texts = textsOfRow(schema, row);
        expect(formErrors(schema, texts)).toEqual({});
        expect({ ...checkRow(schema, rowOfTexts(schema, texts)) }).toEqual(row);
      }),
    );
  });
});
