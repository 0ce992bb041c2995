import { checkSchema, preprocessedRange, type TableSchema, TabularError } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { fixtureNames } from "../../../model/src/test-support/onnx-fixtures.ts";
import { type FixtureModel, fixtureModel, numbersOf, rowOf, runInClear } from "../../reference/fixture-model.ts";
import type { CompilableModel } from "./compilable-model.ts";
import { readModel } from "./read-model.ts";

/** Compares every output of every row that the schema admits; says how many those are. */
function compare(
  model: CompilableModel,
  columns: readonly string[],
  { rows, expected }: Pick<FixtureModel, "rows" | "expected">,
): number {
  let admitted = 0;
  rows.forEach((cells, i) => {
    const outputs = admittedOutputs(model, columns, cells);
    if (outputs === undefined) return;
    admitted++;
    expect(Object.keys(outputs)).toEqual(Object.keys(expected[i]!));
    for (const [output, value] of Object.entries(expected[i]!)) {
      if (typeof value === "string") expect(outputs[output]).toBe(value);
      const numbers = numbersOf(outputs[output]!);
      // onnxruntime computes in float32.
      numbersOf(value).forEach((number, k) => {
        expect(Math.abs(numbers[k]! - number)).toBeLessThan(2e-5 * (1 + Math.abs(number)));
      });
    }
  });
  return admitted;
}

function admittedOutputs(model: CompilableModel, columns: readonly string[], cells: FixtureModel["rows"][number]) {
  try {
    return runInClear(model, rowOf(model, columns, cells));
  } catch (error) {
    if (error instanceof TabularError && error.code === "FEATURE_OUT_OF_RANGE") return undefined;
    throw error;
  }
}

describe("readModel", () => {
  for (const name of fixtureNames()) {
    it(`${name}: preprocessing, layers and postprocessing compute what onnxruntime computes`, () => {
      const fixture = fixtureModel(name);
      const { graph, columns, rows } = fixture;
      const model = readModel(graph, { rangeData: { columns, rows } });
      expect(compare(model, columns, fixture)).toBeGreaterThanOrEqual(rows.length - 6);
      expect(model.ranges).toBe("range data");
    });

    it(`${name}: the contract's half tells no mean and no deviation of the training data (A10)`, () => {
      const { graph, columns, rows } = fixtureModel(name);
      const { preprocessing, schema } = readModel(graph, { rangeData: { columns, rows } });
      const numeric = schema.features.filter(({ kind }) => kind === "numeric").map((feature) => feature.name);
      preprocessedRange(preprocessing, schema).forEach(({ name: column, lo, hi }) => {
        if (!numeric.includes(column)) return;
        expect(lo).toBeCloseTo(-1, 12);
        expect(hi).toBeCloseTo(1, 12);
      });
    });
  }

  it("fills in missing values and knows unknown categories, where the schema admits them", () => {
    for (const name of ["heart-logreg", "heart-logreg-zipmap"]) {
      const { graph, columns, rows, edge } = fixtureModel(name);
      const own = readModel(graph, { rangeData: { columns, rows } }).schema;
      const schema = withMore(own);
      expect(compare(readModel(graph, { schema }), columns, edge!)).toBe(edge!.rows.length);
    }
  });

  it("takes the empty word for a missing one", () => {
    const { graph, columns, rows } = fixtureModel("heart-logreg-strings");
    const { schema, preprocessing } = readModel(graph, { rangeData: { columns, rows } });
    expect(schema.features.find(({ name }) => name === "thal")).toMatchObject({ optional: true });
    expect(preprocessing.steps.find(({ feature }) => feature === "thal")).toMatchObject({ impute: { value: "" } });
  });

  it("states ranges that no single row changes, whichever it is (A10)", () => {
    const { graph, columns, rows } = fixtureModel("heart-logreg-simple");
    const { schema } = readModel(graph, { rangeData: { columns, rows } });
    for (const extreme of [0, 40, rows.length - 1]) {
      const moved = rows.map((row, i) => (i === extreme ? row.map((cell) => Number(cell) * 50) : row));
      const other = readModel(graph, { rangeData: { columns, rows: moved } }).schema;
      // A quantile may move by one rank, and an end that five rows shared be beside it; an end 50 times as far does not show.
      other.features.forEach((feature, i) => {
        const own = schema.features[i]!;
        if (feature.kind !== "numeric" || own.kind !== "numeric") return;
        expect(feature.maximum).toBeLessThan(4 * own.maximum + 1);
      });
    }
  });

  it("guesses ranges for a first look alone", () => {
    const { graph } = fixtureModel("heart-torch-square-dynamo");
    const model = readModel(graph, { assumeRanges: true });
    expect(model.ranges).toBe("assumed");
    expect(() => readModel(graph)).toThrow(expect.objectContaining({ code: "COMPILE_RANGES" }));
  });

  it.each<[string, Parameters<typeof readModel>[1], string]>([
    ["names for other columns", { columns: ["a", "b"] }, "COMPILE_COLUMNS"],
    ["a schema of other columns", { schema: numericSchema(["a", "b"]) }, "COMPILE_COLUMNS"],
    ["a schema of numbers where the model has categories", { schema: numericSchema(thirteen) }, "COMPILE_SCHEMA"],
    [
      "range data of another width",
      { rangeData: { columns: ["a"], rows: Array.from({ length: 20 }, () => [1]) } },
      "COMPILE_COLUMNS",
    ],
    ["too few rows", { rangeData: { columns: thirteen, rows: [thirteen.map(() => 1)] } }, "COMPILE_RANGE_DATA"],
    [
      "rows of words",
      { rangeData: { columns: thirteen, rows: Array.from({ length: 30 }, () => thirteen.map(() => "high")) } },
      "COMPILE_RANGE_DATA",
    ],
  ])("refuses %s", (_, options, code) => {
    const { graph } = fixtureModel("heart-logreg");
    expect(() => readModel(graph, options)).toThrow(expect.objectContaining({ code }));
  });
});

const thirteen = Array.from({ length: 13 }, (_, i) => `c${i}`);

function numericSchema(names: readonly string[]): TableSchema {
  const numeric = { kind: "numeric", unit: "", optional: false, minimum: 0, maximum: 10 };
  return checkSchema({ features: names.map((name) => ({ ...numeric, name, label: name })) });
}

/** Wider ranges and one category more than the model knows, of each feature. */
function withMore({ features }: TableSchema): TableSchema {
  return checkSchema({
    features: features.map((feature) =>
      feature.kind === "numeric"
        ? { ...feature, minimum: feature.minimum - 100, maximum: feature.maximum + 500 }
        : { ...feature, categories: [...feature.categories, ...[5, 9].map((code) => ({ code, label: "other" }))] },
    ),
  });
}
