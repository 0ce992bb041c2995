import { readFile } from "node:fs/promises";
import { checkPostprocessing, type Postprocessing, type Prediction } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { readOnnxFile } from "../compile/read-onnx-file.ts";
import { fixture } from "../test-support/compile-fixture.ts";
import { originalAnswers, type TextRows } from "./original-model.ts";

type Cell = number | string | null;
interface Fixture {
  readonly inputs: readonly { readonly name: string; readonly features: readonly string[] }[];
  readonly samples: {
    readonly inputs: Readonly<Record<string, readonly (readonly Cell[])[]>>;
    /** What onnxruntime answered. */
    readonly outputs: Readonly<
      Record<string, readonly (number | string | readonly number[] | Record<string, number>)[]>
    >;
  };
}

async function sampleRows(name: string): Promise<{ rows: TextRows; outputs: Fixture["samples"]["outputs"] }> {
  const { inputs, samples } = JSON.parse(await readFile(fixture(`${name}.json`), "utf8")) as Fixture;
  const count = samples.inputs[inputs[0]!.name]!.length;
  const records = Array.from({ length: count }, (_, row) => [
    "observed",
    ...inputs.flatMap((input) => samples.inputs[input.name]![row]!.map((cell) => (cell === null ? "" : String(cell)))),
  ]);
  const header = ["target", ...inputs.flatMap(({ features }) => features)];
  return { rows: { header, records, places: records.map((_, i) => i + 1) }, outputs: samples.outputs };
}

/** Outputs of these names: what is made of them does not matter here. */
const named = (names: readonly string[]): Postprocessing =>
  checkPostprocessing({ kind: "outputs", outputs: names.map((name) => ({ kind: "values", name, steps: [] })) }, 2);
const options = (names: readonly string[]) => ({ postprocessing: named(names), features: [], target: "target" });

const numbers = (value: unknown): number[] =>
  (typeof value === "object" && value !== null ? Object.values(value) : [value]).map(Number);

describe("originalAnswers", () => {
  it.each(["heart-logreg", "heart-logreg-strings", "heart-logreg-columns", "heart-logreg-zipmap", "wine-multinomial"])(
    "of %s are those of onnxruntime, for cells as they stand in a file",
    async (name) => {
      const { rows, outputs } = await sampleRows(name);
      const { graph } = await readOnnxFile(fixture(`${name}.onnx`), []);
      const answers = originalAnswers(graph, rows, options(Object.keys(outputs)));
      expect(answers).toHaveLength(rows.records.length);
      answers.forEach((answer: Prediction, row) => {
        for (const [output, expected] of Object.entries(outputs)) {
          const own = numbers(answer.kind === "outputs" ? answer.outputs[output] : null);
          numbers(expected[row]).forEach((value, i) => {
            expect(Math.abs(own[i]! - value)).toBeLessThan(1e-5);
          });
        }
      });
    },
  );

  it("names the row and the column of a cell that is no number, and no value", async () => {
    const { rows, outputs } = await sampleRows("heart-logreg");
    const { graph } = await readOnnxFile(fixture("heart-logreg.onnx"), []);
    const records = rows.records.with(7, rows.records[7]!.with(4, "secret"));
    const run = () => originalAnswers(graph, { ...rows, records }, options(Object.keys(outputs)));
    expect(run).toThrow(/row 8, column 5 \(trestbps\): expected a decimal number/);
    expect(run).not.toThrow(/secret/);
  });
});
