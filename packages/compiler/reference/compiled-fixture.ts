import type { PlanName, VerifiedProgram } from "@velum/protocol";
import { applyPreprocessing, checkRow, checkSchema, type OutputValue } from "@velum/tabular";
import { type Compilation, compile } from "../src/compile.ts";
import type { CompilableModel } from "../src/model/compilable-model.ts";
import { type ReadModelOptions, readModel } from "../src/model/read-model.ts";
import { type FixtureModel, fixtureModel, heartTrainingRows, rowOf } from "./fixture-model.ts";

/** Rows and ranges as a data scientist would bring them: training rows where they are in the repository, pixels by what they are. */
function optionsFor({ name, columns, rows }: FixtureModel): ReadModelOptions {
  if (name === "digits-mlp") {
    const pixel = { kind: "numeric", unit: "", optional: false, minimum: 0, maximum: 16 };
    return {
      schema: checkSchema({ features: columns.map((column) => ({ ...pixel, name: column, label: column })) }),
      rangeData: { columns, rows: rows.slice(0, 32) },
    };
  }
  return { rangeData: /^heart-(?!.*(columns|strings))/.test(name) ? heartTrainingRows(name) : { columns, rows } };
}

/** A fixture, compiled. */
export interface Compiled {
  readonly fixture: FixtureModel;
  readonly model: CompilableModel;
  readonly compilation: Compilation;
  /** Sample rows that the schema admits, prepared, with what onnxruntime says of them. */
  readonly rows: readonly { readonly x: Float64Array; readonly expected: Readonly<Record<string, OutputValue>> }[];
}

/** @param plans - those that are asked for; the compiler's choice if left out */
export function compiled(name: string, plans?: readonly PlanName[]): Compiled {
  const fixture = fixtureModel(name);
  const options = optionsFor(fixture);
  const model = readModel(fixture.graph, options);
  const compilation = compile(model, {
    name,
    version: "1",
    protection: "standard",
    allowModelDisclosure: true,
    ...(plans === undefined ? {} : { plans }),
    ...(options.rangeData === undefined ? {} : { rangeData: options.rangeData }),
  });
  const rows = fixture.rows.flatMap((cells, i) => {
    try {
      const row = checkRow(model.schema, rowOf(model, fixture.columns, cells));
      return [{ x: applyPreprocessing(model.preprocessing, row), expected: fixture.expected[i]! }];
    } catch {
      return [];
    }
  });
  return { fixture, model, compilation, rows };
}

/** Each level once, from the input's down. */
export function levelsOf({ program, states }: VerifiedProgram): readonly number[] {
  const levels = program.nodes.flatMap(({ kind }, id) =>
    ["input", "square", "sumOfProducts", "protect"].includes(kind) ? [states[id]!.level] : [],
  );
  return [...new Set(levels)];
}
