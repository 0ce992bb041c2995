import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPreprocessing } from "./check-preprocessing.ts";
import { checkSchema } from "./schema.ts";
import { TabularError } from "./tabular-error.ts";
import { samplePreprocessingJson, sampleSchema, tabularError, withChange } from "./test-support/sample-schema.ts";

describe("checkPreprocessing", () => {
  it("returns a copy that is equal, frozen and survives JSON", () => {
    const checked = checkPreprocessing(samplePreprocessingJson, sampleSchema);
    expect(checked).toEqual(samplePreprocessingJson);
    expect(checkPreprocessing(JSON.parse(JSON.stringify(checked)), sampleSchema)).toEqual(checked);
    expect(Object.isFrozen(checked.steps[0]?.encode) && Object.isFrozen(checked.steps[3]?.impute)).toBe(true);
  });

  const steps = "preprocessing.steps";
  const cases: [string, (string | number)[], unknown, string][] = [
    ["an unknown field", ["script"], "x", "preprocessing"],
    ["an unknown field of a step", ["steps", 0, "clear"], true, `${steps}[0]`],
    ["an unknown field of an encoder", ["steps", 1, "encode", "power"], 2, `${steps}[1].encode`],
    ["an unknown field of an imputer", ["steps", 1, "impute", "url"], "", `${steps}[1].impute`],
    ["a feature that the schema lacks", ["steps", 0, "feature"], "height", `${steps}[0].feature`],
    ["a feature called __proto__", ["steps", 0, "feature"], "__proto__", `${steps}[0].feature`],
    ["a feature twice", ["steps", 2], { feature: "age", encode: { kind: "number" } }, `${steps}[2]`],
    ["an optional feature without imputer", ["steps", 1, "impute"], undefined, `${steps}[1].impute`],
    ["an imputer that never runs", ["steps", 0, "impute"], { strategy: "mean", value: 50 }, `${steps}[0].impute`],
    ["a constant out of range", ["steps", 1, "impute", "value"], 9, `${steps}[1].impute.value`],
    ["a constant of another type", ["steps", 1, "impute", "value"], "26", `${steps}[1].impute.value`],
    ["a constant that is no category", ["steps", 3, "impute", "value"], "bad", `${steps}[3].impute.value`],
    ["the mean of categories", ["steps", 3, "impute", "strategy"], "mean", `${steps}[3].impute.strategy`],
    ["an unknown encoder", ["steps", 0, "encode", "kind"], "log", `${steps}[0].encode.kind`],
    ["an encoder that every object has", ["steps", 0, "encode", "kind"], "toString", `${steps}[0].encode.kind`],
    ["one-hot of a number", ["steps", 0, "encode"], { kind: "one-hot", categories: [1] }, `${steps}[0].encode.kind`],
    ["a number from texts", ["steps", 3, "encode"], { kind: "number" }, `${steps}[3].encode.kind`],
    ["a zero scale", ["steps", 0, "encode", "scale"], 0, `${steps}[0].encode.scale`],
    ["a negative scale", ["steps", 0, "encode", "scale"], -1, `${steps}[0].encode.scale`],
    ["a scale of NaN", ["steps", 0, "encode", "scale"], Number.NaN, `${steps}[0].encode.scale`],
    ["a scale that overflows", ["steps", 0, "encode", "scale"], 5e-324, `${steps}[0].encode`],
    ["an infinite mean", ["steps", 0, "encode", "mean"], Infinity, `${steps}[0].encode.mean`],
    ["an unknown category", ["steps", 3, "encode", "categories", 0], "bad", `${steps}[3].encode.categories[0]`],
    ["a repeated category", ["steps", 3, "encode", "categories", 2], "none", `${steps}[3].encode.categories[2]`],
    ["codes of a number", ["steps", 0, "encode"], codes(["none"]), `${steps}[0].encode.kind`],
    ["codes that lack a category", ["steps", 3, "encode"], codes(["none", "mild"]), `${steps}[3].encode.codes`],
    ["codes of another category", ["steps", 3, "encode"], codes(["bad"]), `${steps}[3].encode.codes[0].category`],
    ["codes of one twice", ["steps", 3, "encode"], codes(["none", "none"]), `${steps}[3].encode.codes[1]`],
    ["a code of NaN", ["steps", 3, "encode"], codes(["none"], Number.NaN), `${steps}[3].encode.codes[0].value`],
    ["an unknown norm", ["norm"], "l3", "preprocessing.norm"],
    ["a norm without bound", ["norm"], "max", "preprocessing.norm"],
    ["no steps", ["steps"], [], steps],
  ];
  it.each(cases)("refuses %s", (_, path, change, argument) => {
    const changed = withChange(samplePreprocessingJson, path, change);
    const error = tabularError("PREPROCESSING_INVALID", () => checkPreprocessing(changed, sampleSchema));
    expect(error.argument).toBe(argument);
  });

  it("takes a norm, and the largest number as one where none is negative", () => {
    const checked = checkPreprocessing({ ...samplePreprocessingJson, norm: "l2" }, sampleSchema);
    expect(checked).toEqual({ ...samplePreprocessingJson, norm: "l2" });
    const positive = withChange(samplePreprocessingJson, ["steps", 0, "encode"], { kind: "number" }) as object;
    expect(checkPreprocessing({ ...positive, norm: "max" }, sampleSchema).norm).toBe("max");
  });

  it("refuses more than 4,096 outputs", () => {
    const categories = Array.from({ length: 256 }, (_, code) => ({ code, label: `c${code}` }));
    const names = Array.from({ length: 17 }, (_, index) => `f${index}`);
    const schema = checkSchema({
      features: names.map((name) => ({ kind: "categorical", name, label: name, optional: false, categories })),
    });
    const encode = { kind: "one-hot", categories: categories.map(({ code }) => code) };
    const steps = names.map((feature) => ({ feature, encode }));
    expect(checkPreprocessing({ steps: steps.slice(1) }, schema).steps).toHaveLength(16);
    expect(tabularError("PREPROCESSING_INVALID", () => checkPreprocessing({ steps }, schema)).got).toBe("4352");
  });

  it("throws nothing but its own error for any JSON", () => {
    const path = fc.constantFrom(["steps"], ["steps", 0], ["steps", 0, "encode"], ["steps", 3, "encode", "categories"]);
    fc.assert(
      fc.property(fc.jsonValue(), path, fc.boolean(), (json, where, whole) => {
        try {
          checkPreprocessing(whole ? json : withChange(samplePreprocessingJson, where, json), sampleSchema);
        } catch (error) {
          expect(error).toBeInstanceOf(TabularError);
        }
      }),
    );
  });
});

function codes(categories: readonly string[], value = 1) {
  return { kind: "codes", codes: categories.map((category) => ({ category, value })) };
}
