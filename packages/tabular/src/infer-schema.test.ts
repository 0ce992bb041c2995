import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inferRange } from "./infer-range.ts";
import { inferSchema } from "./infer-schema.ts";
import { checkSchema, type Feature } from "./schema.ts";
import { readCsv, recordsOf } from "./test-support/read-csv.ts";
import { sampleSchemaJson, tabularError, withChange } from "./test-support/sample-schema.ts";

const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
const infer = (columns: Record<string, readonly (number | string)[]>, options = {}) => {
  const { header, records } = recordsOf(columns);
  return inferSchema(header, records, options);
};
const codesOf = (columns: Record<string, readonly (number | string)[]>, options = {}) =>
  infer(columns, options).warnings.map(({ code, column }) => [code, column]);

describe("inferRange", () => {
  it("is no one's smallest or largest value, as far as five others lie further in (A10)", () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 40, maxLength: 300 });
    fc.assert(
      fc.property(values, (list) => {
        const sorted = list.toSorted((a, b) => a - b);
        fc.pre(sorted[4] !== sorted.at(-5));
        const { minimum, maximum, isFromFewRows } = inferRange(list);
        expect(isFromFewRows).toBe(false);
        // Moving the five smallest and five largest values outwards moves no end, but for the sign.
        const stretched = sorted.map((v, i) => (i < 4 ? v - 1e7 : i > sorted.length - 5 ? v + 1e7 : v));
        const again = inferRange(stretched);
        expect(again.maximum).toBe(maximum);
        if (sorted[0]! < 0) expect(again.minimum).toBe(minimum);
      }),
    );
  });

  it("covers the values but far outliers, with margin, in round numbers", () => {
    const range = inferRange(count(303).map((index) => 29 + (48 * index) / 302));
    expect(range).toEqual({ minimum: 0, maximum: 150, isFromFewRows: false });
    expect(inferRange(count(300).map((index) => index / 100 - 1.5))).toMatchObject({ minimum: -6, maximum: 6 });
    expect(inferRange(count(300).map((index) => 0.001 * index))).toMatchObject({ minimum: 0, maximum: 0.8 });
  });

  it("says where almost all values are equal", () => {
    expect(inferRange([...new Array<number>(200).fill(0), 7])).toMatchObject({ isFromFewRows: true, minimum: 0 });
  });

  it("is legal for any two different values", () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((v) => v === 0 || Math.abs(v) > 1e-9);
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 40 }), (list) => {
        fc.pre(new Set(list.map((v) => Math.fround(v))).size > 1);
        const { minimum, maximum } = inferRange(list);
        expect(minimum).toBeLessThan(maximum);
        if (list.length < 8) expect([minimum <= Math.min(...list), maximum >= Math.max(...list)]).toEqual([true, true]);
      }),
    );
  });
});

describe("inferSchema of public data", () => {
  it.each([
    ["heart-disease", "target", 0],
    ["breast-cancer", "malignant", 3],
    ["wine", "cultivar", 0],
    ["digits", "digit", 20],
  ])(
    "%s: legal, at most a few values out of range, no end of a continuous range a row's value",
    (name, target, mostOutside) => {
      const { header, records } = readCsv(name);
      const { schema } = inferSchema(header, records, { target });
      expect(checkSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
      let outside = 0;
      for (const feature of schema.features) {
        if (feature.kind !== "numeric") continue;
        const position = header.indexOf(feature.name);
        const values = records.flatMap((record) => (record[position] === "" ? [] : [Number(record[position])]));
        outside += values.filter((value) => value < feature.minimum || value > feature.maximum).length;
        // Whole numbers and round ends meet by chance; a continuous value would have to be copied.
        if (values.every(Number.isInteger)) continue;
        for (const end of [feature.minimum, feature.maximum]) if (end !== 0) expect(values).not.toContain(end);
      }
      expect(outside).toBeLessThanOrEqual(mostOutside);
    },
  );

  it("heart: two codes are a category, gaps are optional, and codes that look like numbers are pointed out", () => {
    const { header, records } = readCsv("heart-disease");
    const { schema, warnings } = inferSchema(header, records, { target: "target" });
    const named = (name: string): Feature => schema.features.find((feature) => feature.name === name)!;
    expect(schema.features.map(({ name }) => name)).toEqual(header.slice(0, -1));
    expect(named("sex")).toMatchObject({ kind: "categorical", categories: [{ code: 0 }, { code: 1 }] });
    expect(schema.features.filter(({ optional }) => optional).map(({ name }) => name)).toEqual(["ca", "thal"]);
    const codes = warnings.filter(({ code }) => code === "CODES_AS_NUMBERS").map(({ column }) => column);
    expect(codes).toEqual(["cp", "restecg", "slope", "ca", "thal"]);
  });

  it("digits: three pixels are 0 in every row and are left out", () => {
    const { header, records } = readCsv("digits");
    const { schema, warnings } = inferSchema(header, records, { target: "digit" });
    const constant = warnings.filter(({ code }) => code === "COLUMN_CONSTANT").map(({ column }) => column);
    expect(constant).toHaveLength(3);
    expect(schema.features.map(({ name }) => name)).toEqual(
      header.slice(0, -1).filter((name) => !constant.includes(name)),
    );
  });
});

describe("inferSchema", () => {
  const rows = count(40);
  const basic = {
    age: rows,
    city: rows.map((row) => ["Bern", "Oslo"][row % 2]!),
    y: rows.map((row) => (row >> 1) % 2),
  };

  it("takes texts for categories in order, and the target for no feature", () => {
    const { schema, warnings } = infer(basic, { target: "y" });
    expect(schema.features).toMatchObject([
      { kind: "numeric", name: "age", label: "age", unit: "", optional: false },
      { kind: "categorical", name: "city", categories: [{ code: "Bern" }, { code: "Oslo" }] },
    ]);
    expect(warnings).toEqual([]);
  });

  it("lets a schema file state any field, and a whole schema is one", () => {
    const overrides = {
      features: [
        { name: "age", label: "Age", unit: "years", minimum: 0, maximum: 120 },
        { name: "city", ignore: true },
      ],
    };
    const { schema } = infer(basic, { target: "y", overrides });
    expect(schema.features).toEqual([
      { kind: "numeric", name: "age", label: "Age", unit: "years", minimum: 0, maximum: 120, optional: false },
    ]);
    const cells = { age: [20, 30], bmi: [20, 22], sex: [0, 1], pain: ["mild", "none"] };
    const whole = { features: sampleSchemaJson.features } as never;
    expect(infer(cells, { overrides: whole }).schema).toEqual(sampleSchemaJson);
  });

  it("takes numbers for codes, or codes for numbers, where the file says so", () => {
    const columns = { cp: rows.map((row) => (row % 4) + 1), pair: rows.map((row) => row % 2) };
    const overrides = {
      features: [
        { name: "cp", kind: "categorical" },
        { name: "pair", kind: "numeric" },
      ],
    } as const;
    const { schema, warnings } = infer(columns, { overrides });
    expect(schema.features).toMatchObject([
      { kind: "categorical", categories: [{ code: 1 }, { code: 2 }, { code: 3 }, { code: 4 }] },
      { kind: "numeric", minimum: 0 },
    ]);
    expect(warnings).toEqual([]);
  });

  it("warns of constant and empty columns and leaves them out", () => {
    const columns = {
      ...basic,
      same: rows.map(() => 3),
      none: rows.map(() => ""),
      gap: rows.map((r) => (r % 2 ? 1 : "")),
    };
    expect(codesOf(columns, { target: "y" })).toEqual([
      ["COLUMN_CONSTANT", "same"],
      ["COLUMN_EMPTY", "none"],
      ["COLUMN_CONSTANT", "gap"],
    ]);
    expect(infer(columns, { target: "y" }).schema.features).toHaveLength(2);
  });

  it("warns of a column that tells the target: scaled, renamed, grouped, or a quantity's copy", () => {
    const y = rows.map((row) => (row * 7) % 3);
    const columns = {
      ...basic,
      y,
      scaled: y.map((label) => 100 - 20 * label),
      words: y.map((label) => ["a", "b", "c"][label]!),
      near: y.map((label, row) => label + (row === 3 ? 0.5 : 0)),
    };
    const leaks = codesOf(columns, { target: "y" }).filter(([code]) => code === "COLUMN_DETERMINES_TARGET");
    expect(leaks.map(([, column]) => column)).toEqual(["scaled", "words"]);
    const quantity = rows.map((row) => Math.sin(row));
    const copies = {
      x: rows,
      copy: quantity.map((v) => 3 - 2 * v),
      q: quantity,
      noisy: quantity.map((v, i) => v + i / 999),
    };
    expect(codesOf(copies, { target: "q" })).toEqual([["COLUMN_DETERMINES_TARGET", "copy"]]);
  });

  it("warns of more inputs than rows, and of rare categories", () => {
    const wide = Object.fromEntries(
      count(12).map((index) => [`x${index}`, count(10).map((row) => (row * index + row) / 7)]),
    );
    expect(codesOf(wide)).toContainEqual(["MORE_COLUMNS_THAN_ROWS", null]);
    const rare = { ...basic, city: rows.map((row) => (row < 3 ? "Rome" : ["Bern", "Oslo"][row % 2]!)) };
    expect(codesOf(rare, { target: "y" })).toEqual([["CATEGORIES_RARE", "city"]]);
  });

  it("never repeats a cell in a warning", () => {
    const secret = {
      ...basic,
      city: rows.map((row) => (row === 5 ? "Zanzibar" : "Bern")),
      flag: rows.map(() => "Zanzibar"),
    };
    for (const { message } of infer(secret, { target: "y" }).warnings) expect(message).not.toContain("Zanzibar");
  });

  it("names row and column of a cell that is no number", () => {
    const columns = { ...basic, age: rows.map((row) => (row === 6 ? "N/A" : row)) };
    expect(tabularError("CELL_NOT_A_NUMBER", () => infer(columns)).argument).toBe("row 7.age");
  });

  it("names a column of texts that are no categories", () => {
    const columns = { ...basic, name: rows.map((row) => `person ${row}`) };
    const error = tabularError("COLUMN_TOO_VARIED", () => infer(columns));
    expect(error.argument).toBe("column name");
    expect(error.got).toBe("40 in 40 rows");
    const ignored = { features: [{ name: "name", ignore: true }] };
    expect(infer(columns, { overrides: ignored }).schema.features).toHaveLength(3);
  });

  it.each<[string, string[], string[][], string]>([
    ["a row of another length", ["a", "b"], [["1", "2"], ["1"]], "row 2"],
    ["a name twice", ["a", "a"], [["1", "2"]], "header, column 2"],
    ["a name with markup", ["a", "<b>"], [["1", "2"]], "header, column 2"],
    ["a forbidden name", ["constructor"], [["1"]], "header, column 1"],
    ["no rows", ["a"], [], "table"],
    ["no columns", [], [[]], "header"],
    ["nothing that varies", ["a"], [["1"], ["1"]], "header"],
  ])("refuses %s", (_, header, records, argument) => {
    expect(tabularError("TABLE_INVALID", () => inferSchema(header, records)).argument).toBe(argument);
  });

  it("refuses a target that is no column", () => {
    tabularError("TARGET_MISSING", () => infer(basic, { target: "outcome" }));
  });

  const legal = { features: [{ name: "age", kind: "numeric", minimum: 0, maximum: 90, ignore: false }] };
  it.each<[string, (string | number)[], unknown]>([
    ["another column", ["features", 0, "name"], "height"],
    ["the target", ["features", 0, "name"], "y"],
    ["a broken name", ["features", 0, "name"], 3],
    ["another kind", ["features", 0, "kind"], "date"],
    ["another field", ["features", 0, "mean"], 3],
    ["a broken flag", ["features", 0, "ignore"], "yes"],
    ["an empty range", ["features", 0, "minimum"], 90],
    ["a category of a number", ["features", 0, "categories"], [{ code: 1, label: "one" }]],
    ["no features", ["features"], undefined],
  ])("refuses overrides of %s", (_, path, change) => {
    expect(infer(basic, { target: "y", overrides: legal }).schema.features).toHaveLength(2);
    tabularError("SCHEMA_INVALID", () => infer(basic, { target: "y", overrides: withChange(legal, path, change) }));
  });

  it("refuses a column that the overrides name twice", () => {
    const twice = { features: [{ name: "age" }, { name: "age" }] };
    tabularError("SCHEMA_INVALID", () => infer(basic, { overrides: twice }));
  });
});
