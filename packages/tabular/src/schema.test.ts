import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSchema } from "./schema.ts";
import { TabularError } from "./tabular-error.ts";
import { sampleSchema, sampleSchemaJson, tabularError, withChange } from "./test-support/sample-schema.ts";

describe("checkSchema", () => {
  it("returns what the contract says, and the copy survives JSON", () => {
    expect(sampleSchema).toEqual(sampleSchemaJson);
    expect(checkSchema(JSON.parse(JSON.stringify(sampleSchema)))).toEqual(sampleSchema);
  });

  it("freezes the copy at every depth and shares nothing with the argument", () => {
    const input = structuredClone(sampleSchemaJson);
    const schema = checkSchema(input);
    input.features[0]!.minimum = 0;
    input.features.pop();
    expect(schema).toEqual(sampleSchemaJson);
    const isDeepFrozen = (value: unknown): boolean =>
      typeof value !== "object" ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isDeepFrozen));
    expect(isDeepFrozen(schema)).toBe(true);
  });

  const age = ["features", 0];
  const sex = ["features", 2];
  const cases: [string, (string | number)[], unknown, string][] = [
    ["an unknown field of the schema", ["url"], "https://example.org", "schema"],
    ["an unknown field of a feature", [...age, "plaintext"], true, "schema.features[0]"],
    ["a field called __proto__", [...age, "__proto__"], { optional: true }, "schema.features[0]"],
    ["a unit on a category", [...sex, "unit"], "", "schema.features[2]"],
    ["an unknown field of a category", [...sex, "categories", 0, "weight"], 1, "schema.features[2].categories[0]"],
    ["a missing range", [...age, "maximum"], undefined, "schema.features[0].maximum"],
    ["an empty range", [...age, "maximum"], 18, "schema.features[0].maximum"],
    ["NaN in a range", [...age, "minimum"], Number.NaN, "schema.features[0].minimum"],
    ["an infinite range", [...age, "maximum"], Infinity, "schema.features[0].maximum"],
    ["a range as text", [...age, "minimum"], "18", "schema.features[0].minimum"],
    ["another kind", [...age, "kind"], "regex", "schema.features[0].kind"],
    ["a truthy optional", [...age, "optional"], 1, "schema.features[0].optional"],
    ["a repeated name", [...sex, "name"], "age", "schema.features[2]"],
    ["a long label", [...age, "label"], "x".repeat(201), "schema.features[0].label"],
    ["an escape sequence", [...age, "label"], "\u001b[31mAge", "schema.features[0].label"],
    ["text that runs backwards", [...age, "description"], "a\u202eb", "schema.features[0].description"],
    ["half a character", [...age, "unit"], "\ud800", "schema.features[0].unit"],
    ["a repeated code", [...sex, "categories", 1, "code"], 0, "schema.features[2].categories[1]"],
    ["codes of two types", [...sex, "categories", 1, "code"], "1", "schema.features[2].categories"],
    ["a boolean code", [...sex, "categories", 1, "code"], true, "schema.features[2].categories[1].code"],
    ["no category", [...sex, "categories"], [], "schema.features[2].categories"],
    ["no feature", ["features"], [], "schema.features"],
    ["features as an object", ["features"], { length: 1 }, "schema.features"],
    ["a hole for a feature", ["features"], new Array(3), "schema.features[0]"],
  ];
  it.each(cases)("refuses %s", (_, path, change, argument) => {
    expect(tabularError("SCHEMA_INVALID", () => checkSchema(withChange(sampleSchemaJson, path, change))).argument).toBe(
      argument,
    );
  });

  it.each(["__proto__", "constructor", "prototype", "", "1a", " a", "a\n", "a<b>", "a".repeat(65), "é", "a/b"])(
    "refuses the name %j",
    (name) => {
      const schema = withChange(sampleSchemaJson, ["features", 0, "name"], name);
      const error = tabularError("SCHEMA_INVALID", () => checkSchema(schema));
      expect(error.argument).toBe("schema.features[0].name");
      expect(error.message).not.toContain("a<b>");
    },
  );

  it.each(["a", "A", "toString", "hasOwnProperty", "st depression", "a_b.c-d 9", "a".repeat(64)])(
    "takes the name %j",
    (name) => {
      expect(checkSchema(withChange(sampleSchemaJson, ["features", 0, "name"], name)).features[0]?.name).toBe(name);
    },
  );

  it("takes 1,024 features and 256 categories, and no more", () => {
    const feature = (index: number) => ({ ...sampleSchemaJson.features[0], name: `f${index}` });
    const category = (code: number) => ({ code, label: `c${code}` });
    const features = (count: number) => ({ features: Array.from({ length: count }, (_, index) => feature(index)) });
    const categories = (count: number) =>
      withChange(
        sampleSchemaJson,
        ["features", 2, "categories"],
        Array.from({ length: count }, (_, i) => category(i)),
      );
    expect(checkSchema(features(1024)).features).toHaveLength(1024);
    expect(tabularError("SCHEMA_INVALID", () => checkSchema(features(1025))).argument).toBe("schema.features");
    expect(checkSchema(categories(256)).features).toHaveLength(4);
    expect(tabularError("SCHEMA_INVALID", () => checkSchema(categories(257))).argument).toContain("categories");
  });

  it("refuses an array of four billion elements without walking it", () => {
    expect(tabularError("SCHEMA_INVALID", () => checkSchema({ features: new Array(2 ** 32 - 1) })).got).toBe(
      "4294967295",
    );
  });

  it("throws nothing but its own error for any JSON, also with one leaf of a schema replaced", () => {
    const path = fc.constantFrom(
      ["features"],
      ["features", 0],
      ["features", 0, "kind"],
      ["features", 2, "categories", 0],
    );
    fc.assert(
      fc.property(fc.jsonValue(), path, fc.boolean(), (json, where, whole) => {
        try {
          checkSchema(whole ? json : withChange(sampleSchemaJson, where, json));
        } catch (error) {
          expect(error).toBeInstanceOf(TabularError);
        }
      }),
    );
  });
});
