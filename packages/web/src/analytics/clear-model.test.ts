import { readFileSync } from "node:fs";
import type { CheckedRow, TableSchema } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { readClearModel } from "./clear-model.ts";

/** What scikit-learn said of these rows, from the fixture's own file. */
interface Fixture {
  readonly samples: {
    readonly inputs: Readonly<Record<string, readonly (readonly (number | string | null)[])[]>>;
    readonly outputs: Readonly<Record<string, readonly unknown[]>>;
  };
}

const file = (name: string): URL => new URL(`../../../../fixtures/${name}`, import.meta.url);

function open(name: string) {
  const { samples } = JSON.parse(readFileSync(file(`${name}.json`), "utf8")) as Fixture;
  const columns = Object.entries(samples.inputs);
  const single = columns.length === 1;
  const features = single ? columns[0]![1][0]!.map((_, i) => `f${i}`) : columns.map(([input]) => input);
  const model = readClearModel(readFileSync(file(`${name}.onnx`)), {
    features: features.map((feature) => ({ name: feature })),
  } as unknown as TableSchema);
  const row = (i: number): CheckedRow =>
    Object.fromEntries(
      features.map((feature, k) => [feature, single ? columns[0]![1][i]![k]! : columns[k]![1][i]![0]!]),
    ) as unknown as CheckedRow;
  return { samples, answer: (i: number) => model.answer(row(i)) };
}

describe("readClearModel", () => {
  it.each(["heart-logreg", "heart-logreg-strings", "heart-torch-square-dynamo", "diabetes-ridge", "wine-multinomial"])(
    "answers %s as the library that trained it",
    (name) => {
      const { samples, answer } = open(name);
      for (let i = 0; i < 20; i++) {
        const said = answer(i);
        for (const [output, values] of Object.entries(samples.outputs)) {
          const expected = [values[i]].flat();
          const got = [said[output]].flat();
          expect(got).toHaveLength(expected.length);
          expected.forEach((value, k) => {
            if (typeof value === "number") expect(got[k] as number).toBeCloseTo(value, 4);
            else expect(got[k]).toBe(value);
          });
        }
      }
    },
  );

  it("answers maps by their keys", () => {
    const { samples, answer } = open("heart-logreg-zipmap");
    const name = Object.keys(samples.outputs).find((output) => typeof answer(0)[output] === "object")!;
    const map = answer(0)[name] as Readonly<Record<string, number>>;
    expect(Object.keys(map)).toEqual(["0", "1"]);
    expect(map["0"]! + map["1"]!).toBeCloseTo(1, 6);
  });
});
