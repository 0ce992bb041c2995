import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createGraph,
  floatTensor,
  type GraphNode,
  type GraphParts,
  runGraph,
  stringTensor,
  verifyGraph,
} from "./index.ts";

function reluOf(input: string, output: string): GraphNode {
  return { kind: "unary", name: `makes ${output}`, function: { name: "relu" }, inputs: [input], output };
}

function parts(nodes: readonly GraphNode[], outputs: readonly string[]): GraphParts {
  const inputs = [{ name: "x", elementType: "float" as const, shape: [null, 2] }];
  return { name: "test", inputs, constants: new Map([["c", floatTensor([2], [1, -1])]]), nodes, outputs };
}

describe("createGraph", () => {
  it("puts nodes in an order in which they can run, whatever order they come in", () => {
    const chain = Array.from({ length: 12 }, (_, i) => reluOf(i === 0 ? "x" : `v${i - 1}`, `v${i}`));
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (shuffled) => {
        expect(createGraph(parts(shuffled, ["v11"])).nodes.map(({ output }) => output)).toEqual(
          chain.map(({ output }) => output),
        );
      }),
    );
  });

  it("takes a chain of 50,000 nodes given backwards", () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => reluOf(i === 0 ? "x" : `v${i - 1}`, `v${i}`));
    expect(createGraph(parts(chain.reverse(), ["v49999"])).nodes[0]!.output).toBe("v0");
  });

  it.each<[string, readonly GraphNode[], string]>([
    ["a cycle", [reluOf("b", "a"), reluOf("a", "b")], "GRAPH_CYCLE"],
    ["a node that reads itself", [reluOf("a", "a")], "GRAPH_CYCLE"],
    ["a name that nothing makes", [reluOf("nowhere", "a")], "NAME_UNDEFINED"],
    ["a name that two nodes make", [reluOf("x", "a"), reluOf("c", "a")], "NAME_DUPLICATE"],
    ["a name of an input", [reluOf("c", "x")], "NAME_DUPLICATE"],
    ["shapes that do not fit", [product("x", "c3", "a")], "NAME_UNDEFINED"],
    ["a product that does not fit", [product("c", "x", "a")], "ROWS_MIXED"],
    ["a sum over rows", [reduceOver([0])], "ROWS_MIXED"],
    [
      "words from numbers",
      [{ kind: "oneHot", name: "h", categories: ["a"], zeros: true, inputs: ["x"], output: "a" }],
      "TYPE_MISMATCH",
    ],
  ])("refuses %s", (_, nodes, code) => {
    expect(() => createGraph(parts(nodes, ["a"]))).toThrow(expect.objectContaining({ code }));
  });

  it("refuses an output that nothing makes, and an input with two open axes", () => {
    expect(() => createGraph(parts([], ["a"]))).toThrow(expect.objectContaining({ code: "NAME_UNDEFINED" }));
    const open = { ...parts([], ["x"]), inputs: [{ name: "x", elementType: "float" as const, shape: [null, null] }] };
    expect(() => createGraph(open)).toThrow(expect.objectContaining({ code: "INPUT_UNSUPPORTED" }));
  });

  it("freezes what it makes, and verifyGraph accepts it", () => {
    const graph = createGraph(parts([reluOf("x", "a")], ["a"]));
    verifyGraph(graph);
    expect([graph, graph.nodes, graph.nodes[0], graph.nodes[0]!.inputs, graph.inputs].every(Object.isFrozen)).toBe(
      true,
    );
  });
});

function product(a: string, b: string, output: string): GraphNode {
  return { kind: "matMul", name: "product", inputs: [a, b], output };
}

function reduceOver(axes: readonly number[]): GraphNode {
  return { kind: "reduce", name: "sum", function: "sum", axes, keepDimensions: false, inputs: ["x"], output: "a" };
}

describe("reshape", () => {
  const dimension = fc.integer({ min: 1, max: 4 });
  it("promises before the run the shape that it has in the run", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.tuple(dimension, dimension, dimension), (rows, [a, b, c]) => {
        const targets = [
          [-1, a * b * c],
          [0, -1],
          [0, a, -1],
          [-1, a, b * c],
          [0, a * b, c],
          [0, 0, 0, 0],
          [-1, 1, a * b, c],
        ];
        for (const dimensions of targets) {
          const node: GraphNode = { kind: "reshape", name: "r", dimensions, inputs: ["x"], output: "y" };
          const inputs = [{ name: "x", elementType: "float" as const, shape: [null, a, b, c] }];
          const graph = createGraph({ name: "test", inputs, constants: new Map(), nodes: [node], outputs: ["y"] });
          const x = floatTensor([rows, a, b, c], new Float64Array(rows * a * b * c));
          const { shape } = runGraph(graph, new Map([["x", x]])).get("y")!;
          expect(shape).toEqual(graph.types.get("y")!.shape.map((size) => size ?? rows));
        }
      }),
    );
  });

  it("refuses to put two rows in one", () => {
    const node: GraphNode = { kind: "reshape", name: "r", dimensions: [-1, 4], inputs: ["x"], output: "a" };
    expect(() => createGraph(parts([node], ["a"]))).toThrow(expect.objectContaining({ code: "ROWS_MIXED", node: "r" }));
  });
});

describe("runGraph refuses", () => {
  const graph = createGraph(parts([reluOf("x", "a")], ["a"]));
  it.each([
    ["a missing input", new Map()],
    [
      "an unknown input",
      new Map([
        ["x", floatTensor([1, 2], [1, 2])],
        ["z", floatTensor([1], [1])],
      ]),
    ],
    ["another width", new Map([["x", floatTensor([1, 3], [1, 2, 3])]])],
    ["no rows", new Map([["x", floatTensor([0, 2], [])]])],
    ["words", new Map([["x", stringTensor([1, 2], ["a", "b"])]])],
  ])("%s", (_, inputs) => {
    expect(() => runGraph(graph, inputs)).toThrow(expect.objectContaining({ code: "RUN_INPUT_INVALID" }));
  });

  it("inputs with different numbers of rows", () => {
    const inputs = ["x", "y"].map((name) => ({ name, elementType: "float" as const, shape: [null, 1] }));
    const two = createGraph({ name: "two", inputs, constants: new Map(), nodes: [reluOf("x", "a")], outputs: ["a"] });
    const given = new Map([
      ["x", floatTensor([1, 1], [1])],
      ["y", floatTensor([2, 1], [1, 2])],
    ]);
    expect(() => runGraph(two, given)).toThrow(expect.objectContaining({ code: "RUN_INPUT_INVALID" }));
  });
});
