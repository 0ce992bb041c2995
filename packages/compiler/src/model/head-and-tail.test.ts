import {
  createGraph,
  floatTensor,
  type Graph,
  type GraphInput,
  type GraphNode,
  numberTensor,
  runGraph,
  type Tensor,
} from "@velum/model/graph";
import { applyPostprocessing, applyPreprocessing, checkRow, type OutputValue, type Row } from "@velum/tabular";
import { describe, expect, it } from "vitest";
import { runNetwork } from "../network/layers.ts";
import type { CompilableModel } from "./compilable-model.ts";
import { readModel } from "./read-model.ts";

/** A node without its names, what it reads, and the name of what it makes. */
type Step = readonly [node: object, reads: readonly string[], makes: string];

const graphOf = (
  inputs: readonly GraphInput[],
  constants: Readonly<Record<string, Tensor>>,
  steps: readonly Step[],
  outputs: readonly string[],
): Graph =>
  createGraph({
    name: "g",
    inputs,
    constants: new Map(Object.entries(constants)),
    nodes: steps.map(([node, inputs, output]) => ({ ...node, name: output, inputs, output }) as GraphNode),
    outputs,
  });

const numbers = (name: string, width: number): GraphInput => ({ name, elementType: "float", shape: [null, width] });
const words = (name: string): GraphInput => ({ name, elementType: "string", shape: [null, 1] });
const binary = (reads: readonly string[], makes: string, name: string): Step => [
  { kind: "binary", function: name },
  reads,
  makes,
];
const unary = (reads: string, makes: string, name: string): Step => [
  { kind: "unary", function: { name } },
  [reads],
  makes,
];

const outputsOf = (model: CompilableModel, row: Row): Readonly<Record<string, OutputValue>> => {
  const x = applyPreprocessing(model.preprocessing, checkRow(model.schema, row));
  const scores = runNetwork({ inputs: x.length, outputs: model.outputs.length, layers: model.layers }, x);
  const prediction = applyPostprocessing(model.postprocessing, scores);
  return prediction.kind === "outputs" ? prediction.outputs : {};
};

const dense = (reads: string, makes: string): Step => [{ kind: "matMul" }, [reads, "w"], makes];

describe("what comes before the layers", () => {
  it("folds shifts, scales and turned signs of each column into the first layer", () => {
    const graph = graphOf(
      [numbers("x", 2)],
      {
        mean: floatTensor([2], [10, -3]),
        scale: floatTensor([1, 2], [2, 5]),
        one: floatTensor([], [1]),
        w: floatTensor([2, 1], [1.5, -2]),
      },
      [
        binary(["x", "mean"], "centred", "sub"),
        binary(["scale", "centred"], "scaled", "mul"),
        binary(["one", "scaled"], "turned", "sub"),
        dense("turned", "y"),
      ],
      ["y"],
    );
    const model = readModel(graph, { assumeRanges: true, columns: ["a", "b"] });
    for (const [a, b] of [
      [9.5, -2.2],
      [11, -3.5],
    ] as const) {
      const expected = runGraph(graph, new Map([["x", floatTensor([1, 2], [a, b])]])).get("y")!.data[0];
      expect(outputsOf(model, { a, b })["y"]).toBeCloseTo(Number(expected), 10);
    }
  });

  it("turns words into numbers by a table: one number a category, the table in the first layer", () => {
    const encoder = {
      kind: "labelEncoder",
      from: "string",
      to: "float",
      keys: ["low", "mid", "high"],
      values: [1, 2, 5],
      missing: -1,
    };
    const graph = graphOf(
      [words("risk")],
      { half: floatTensor([], [0.5]), w: floatTensor([1, 1], [3]) },
      [[encoder, ["risk"], "code"], binary(["code", "half"], "scaled", "mul"), dense("scaled", "y")],
      ["y"],
    );
    const model = readModel(graph, { assumeRanges: true });
    // Three categories, of which the last is what the others are not.
    expect(model.layers[0]).toMatchObject({ inputs: 2 });
    for (const [risk, code] of [
      ["low", 1],
      ["mid", 2],
      ["high", 5],
    ] as const) {
      expect(outputsOf(model, { risk })["y"]).toBeCloseTo(1.5 * code, 12);
    }
  });

  it.each(["l1", "l2", "max"] as const)("divides the row by its %s norm, filled in before, scaled after", (norm) => {
    const graph = graphOf(
      [numbers("x", 3)],
      { w: floatTensor([2, 1], [1.5, -2]), places: numberTensor("int", [2], [2, 0]) },
      [
        [{ kind: "imputer", elementType: "float", missing: Number.NaN, values: [0.5, 1, 4] }, ["x"], "filled"],
        [{ kind: "normalizer", norm }, ["filled"], "n"],
        // The layer reads two of the three columns; the norm has all.
        [{ kind: "gather", axis: 1 }, ["n", "places"], "picked"],
        [{ kind: "scaler", offset: [0.1, 0.2], scale: [3, 5] }, ["picked"], "f"],
        dense("f", "y"),
      ],
      ["y"],
    );
    const rows = [
      [3, 2, 1],
      [0, 0, 0],
      [Number.NaN, 2.5, Number.NaN],
    ] as const;
    const rangeData = {
      columns: ["a", "b", "c"],
      rows: Array.from({ length: 40 }, (_, i) => [i % 5, (i % 7) / 2, i % 3]),
    };
    const model = readModel(graph, { rangeData });
    expect(model.preprocessing.norm).toBe(norm);
    for (const [a, b, c] of rows) {
      const expected = runGraph(graph, new Map([["x", floatTensor([1, 3], [a, b, c])]])).get("y")!.data[0];
      const row = { a: Number.isNaN(a) ? null : a, b, c: Number.isNaN(c) ? null : c };
      expect(outputsOf(model, row)["y"]).toBeCloseTo(Number(expected), 10);
    }
  });

  it("refuses a norm of some of the columns that the layers read", () => {
    const graph = graphOf(
      [numbers("x", 2), numbers("z", 1)],
      { w: floatTensor([3, 1], [1, 2, 3]) },
      [
        [{ kind: "normalizer", norm: "l2" }, ["x"], "n"],
        [{ kind: "concat", axis: 1 }, ["n", "z"], "f"],
        dense("f", "y"),
      ],
      ["y"],
    );
    expect(() => readModel(graph, { assumeRanges: true })).toThrow(/one norm of all columns/);
  });

  it.each<[string, readonly GraphInput[], readonly Step[], string]>([
    [
      "a ratio of columns",
      [numbers("x", 1), numbers("z", 1)],
      [binary(["x", "z"], "f", "div"), dense("f", "y")],
      "combines columns",
    ],
    ["a logarithm", [numbers("x", 1)], [unary("x", "f", "log"), dense("f", "y")], "unary"],
    [
      "a norm of scaled columns, whose means would be published",
      [numbers("x", 1)],
      [
        [{ kind: "scaler", offset: [1], scale: [2] }, ["x"], "s"],
        [{ kind: "normalizer", norm: "l2" }, ["s"], "f"],
        dense("f", "y"),
      ],
      "norm of scaled or encoded columns",
    ],
    [
      "two norms after each other",
      [numbers("x", 1)],
      [
        [{ kind: "normalizer", norm: "l2" }, ["x"], "n"],
        [{ kind: "normalizer", norm: "l1" }, ["n"], "f"],
        dense("f", "y"),
      ],
      "norm of scaled or encoded columns",
    ],
    [
      "numbers cut to integers",
      [numbers("x", 1)],
      [[{ kind: "cast", to: "int" }, ["x"], "i"], [{ kind: "cast", to: "float" }, ["i"], "f"], dense("f", "y")],
      "whole numbers",
    ],
  ])("refuses %s, with the node", (_, inputs, steps, reason) => {
    const graph = graphOf(inputs, { w: floatTensor([1, 1], [1]) }, steps, ["y"]);
    expect(() => readModel(graph, { assumeRanges: true })).toThrow(expect.objectContaining({ code: "COMPILE_HEAD" }));
    expect(() => readModel(graph, { assumeRanges: true })).toThrow(reason);
  });

  it("says nothing of a column that no layer reads: its words may be names", () => {
    const graph = graphOf(
      [numbers("x", 1), words("patient")],
      { w: floatTensor([1, 1], [2]), one: floatTensor([], [1]) },
      [binary(["x", "one"], "f", "add"), dense("f", "y")],
      ["y"],
    );
    const rows = Array.from({ length: 30 }, (_, i) => [i, `Doe ${i}`]);
    const { schema } = readModel(graph, { rangeData: { columns: ["x", "patient"], rows } });
    expect(schema.features.map(({ name }) => name)).toEqual(["x"]);
  });

  it("refuses a column that is a quantity and a category", () => {
    const graph = graphOf(
      [numbers("x", 1)],
      { w: floatTensor([3, 1], [1, 2, 3]) },
      [
        [{ kind: "oneHot", categories: [1, 2], zeros: true }, ["x"], "hot"],
        [{ kind: "reshape", dimensions: [-1, 2] }, ["hot"], "flat"],
        [{ kind: "concat", axis: 1 }, ["x", "flat"], "f"],
        dense("f", "y"),
      ],
      ["y"],
    );
    expect(() => readModel(graph, { assumeRanges: true })).toThrow(expect.objectContaining({ code: "COMPILE_HEAD" }));
  });
});

describe("what comes after the layers", () => {
  const two = { w: floatTensor([2, 2], [1, -0.5, 0.25, 2]), classes: numberTensor("int", [2], [7, 9]) };
  const at = (row: readonly [number, number]) => ({ a: row[0], b: row[1] });
  const rows = [
    [0.5, -0.25],
    [-1, 0.75],
    [2, 1.5],
  ] as const;

  /** Compares every output of every row with the graph's own run. */
  function expectSame(graph: Graph): CompilableModel {
    const model = readModel(graph, { assumeRanges: true, columns: ["a", "b"] });
    for (const row of rows) {
      const expected = runGraph(graph, new Map([["x", floatTensor([1, 2], row)]]));
      const outputs = outputsOf(model, at(row));
      for (const [name, value] of expected) {
        const got = outputs[name]!;
        const list = typeof got === "object" ? Object.values(got) : [got];
        Array.from<number | string>(value.data).forEach((element, i) => {
          if (typeof element === "string") expect(list[i]).toBe(element);
          else expect(Number(list[i])).toBeCloseTo(element, 10);
        });
      }
    }
    return model;
  }

  it("reads exponentials that are divided by their sum as what they are", () => {
    const graph = graphOf(
      [numbers("x", 2)],
      two,
      [
        dense("x", "z"),
        unary("z", "e", "exp"),
        [{ kind: "reduce", function: "sum", axes: [1], keepDimensions: true }, ["e"], "s"],
        binary(["e", "s"], "p", "div"),
      ],
      ["p"],
    );
    expect(expectSame(graph).postprocessing).toMatchObject({
      outputs: [{ steps: [{ kind: "exp" }, { kind: "normalize", norm: "l1" }] }],
    });
  });

  it("reads labels through ArgMax, tables, casts and arithmetic, and by a threshold", () => {
    expectSame(
      graphOf(
        [numbers("x", 2)],
        { ...two, first: numberTensor("int", [1], [0]), t: floatTensor([], [0.3]) },
        [
          dense("x", "z"),
          [{ kind: "argMax", axis: 1, keepDimension: false, last: true }, ["z"], "place"],
          [{ kind: "gather", axis: 0 }, ["classes", "place"], "label"],
          [{ kind: "gather", axis: 1 }, ["z", "first"], "one"],
          binary(["t", "one"], "above", "less"),
          [{ kind: "cast", to: "int" }, ["above"], "flag"],
        ],
        ["label", "flag"],
      ),
    );
  });

  it("joins numbers that went through the same functions side by side", () => {
    expectSame(
      graphOf(
        [numbers("x", 2)],
        {
          ...two,
          first: numberTensor("int", [1], [0]),
          second: numberTensor("int", [1], [1]),
          one: floatTensor([], [1]),
        },
        [
          dense("x", "z"),
          [{ kind: "gather", axis: 1 }, ["z", "first"], "a"],
          [{ kind: "gather", axis: 1 }, ["z", "second"], "b"],
          unary("a", "p", "sigmoid"),
          unary("b", "q", "sigmoid"),
          binary(["one", "p"], "r", "sub"),
          [{ kind: "concat", axis: 1 }, ["r", "p", "q"], "all"],
          binary(["p", "q"], "mean", "add"),
        ],
        ["all", "mean"],
      ),
    );
  });

  it.each<[string, readonly Step[]]>([
    ["products of outputs", [unary("z", "p", "sigmoid"), binary(["z", "p"], "y", "mul")]],
    ["different functions joined", [unary("z", "p", "sigmoid"), [{ kind: "concat", axis: 1 }, ["p", "z"], "y"]]],
    [
      "equality, which noise decides",
      [[{ kind: "slice", axis: 1, start: 0, step: 1, length: 1 }, ["z"], "one"], binary(["one", "t"], "y", "equal")],
    ],
    ["a largest of all", [[{ kind: "reduce", function: "max", axes: [1], keepDimensions: true }, ["z"], "y"]]],
  ])("refuses %s", (_, steps) => {
    const graph = graphOf([numbers("x", 2)], { ...two, t: floatTensor([], [0.3]) }, [dense("x", "z"), ...steps], ["y"]);
    expect(() => readModel(graph, { assumeRanges: true })).toThrow(expect.objectContaining({ code: "COMPILE_TAIL" }));
  });
});
