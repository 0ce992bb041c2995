import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRow } from "./row.ts";
import { TabularError, type TabularErrorCode } from "./tabular-error.ts";
import { sampleSchema, tabularError } from "./test-support/sample-schema.ts";

const valid = { age: 63, bmi: 27.5, sex: 1, pain: "mild" };

describe("checkRow", () => {
  it("returns a frozen copy in the schema's order, without a prototype", () => {
    const row = checkRow(sampleSchema, { pain: "mild", sex: 1, age: 63, bmi: 27.5 });
    expect(Object.entries(row)).toEqual(Object.entries(valid));
    expect(Object.isFrozen(row)).toBe(true);
    expect(Object.getPrototypeOf(row)).toBe(null);
  });

  it("takes a row without a prototype and both ends of a range", () => {
    const row = Object.assign(Object.create(null), { ...valid, age: 18, bmi: 80 });
    expect(checkRow(sampleSchema, row)["age"]).toBe(18);
  });

  it("takes a missing value where the feature is optional, left out or null", () => {
    expect(checkRow(sampleSchema, { age: 63, sex: 1, pain: null })).toMatchObject({ bmi: null, pain: null });
  });

  it.each<[TabularErrorCode, string, string, unknown]>([
    ["FEATURE_MISSING", "null for a feature without imputer", "age", null],
    ["FEATURE_MISSING", "undefined for a feature without imputer", "sex", undefined],
    ["FEATURE_NOT_A_NUMBER", "NaN", "age", Number.NaN],
    ["FEATURE_NOT_A_NUMBER", "an infinite number", "bmi", -Infinity],
    ["FEATURE_NOT_A_NUMBER", "NaN as a code", "sex", Number.NaN],
    ["FEATURE_OUT_OF_RANGE", "a number just above", "age", 100.00000000000001],
    ["FEATURE_OUT_OF_RANGE", "a number below", "bmi", 10.4],
    ["FEATURE_UNKNOWN_CATEGORY", "another code", "sex", 2],
    ["FEATURE_UNKNOWN_CATEGORY", "another word", "pain", "Mild"],
    ["FEATURE_WRONG_TYPE", "a number as text", "age", "63"],
    ["FEATURE_WRONG_TYPE", "a code as text", "sex", "1"],
    ["FEATURE_WRONG_TYPE", "a number for a word", "pain", 1],
    ["FEATURE_WRONG_TYPE", "a boolean", "sex", true],
    ["FEATURE_WRONG_TYPE", "an array of one number", "age", [63]],
    ["FEATURE_WRONG_TYPE", "an object", "bmi", {}],
    ["FEATURE_WRONG_TYPE", "a BigInt", "age", 63n],
    ["FEATURE_UNKNOWN", "a name that is no feature", "height", 180],
  ])("%s: refuses %s, naming the field", (code, _, name, value) => {
    expect(tabularError(code, () => checkRow(sampleSchema, { ...valid, [name]: value })).argument).toBe(`row.${name}`);
  });

  it.each([null, undefined, 5, "row", true, [63, 27, 1, "mild"]])("refuses %j in the place of a row", (row) => {
    tabularError("ROW_NOT_AN_OBJECT", () => checkRow(sampleSchema, row));
  });

  it("refuses __proto__, and other names that cannot be features without repeating them", () => {
    const hostile = JSON.parse('{"age":63,"sex":1,"__proto__":{"bmi":20}}');
    expect(tabularError("FEATURE_UNKNOWN", () => checkRow(sampleSchema, hostile)).message).not.toContain("__proto__");
    const cleared = { ...valid, "\u001b[2Jage": 1 };
    expect(tabularError("FEATURE_UNKNOWN", () => checkRow(sampleSchema, cleared)).message).not.toContain("\u001b");
  });

  it("does not take a value from a prototype", () => {
    tabularError("FEATURE_MISSING", () => checkRow(sampleSchema, Object.create(valid)));
  });

  it("never repeats a value in a message", () => {
    const canary = 6371203.125;
    for (const name of Object.keys(valid)) {
      for (const value of [canary, String(canary)]) {
        const error = (() => {
          try {
            return checkRow(sampleSchema, { ...valid, [name]: value });
          } catch (thrown) {
            return thrown;
          }
        })();
        expect(error).toBeInstanceOf(TabularError);
        expect(`${error} ${JSON.stringify(error)}`).not.toContain("6371203");
      }
    }
  });

  it("throws nothing but its own error for any JSON", () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom("mild", 0, 1, 63, Number.NaN));
    const row = fc.oneof(fc.jsonValue(), fc.record({ age: value, bmi: value, sex: value, pain: value }));
    fc.assert(
      fc.property(row, (json) => {
        try {
          checkRow(sampleSchema, json);
        } catch (error) {
          expect(error).toBeInstanceOf(TabularError);
        }
      }),
    );
  });
});
