import { describe, expect, it } from "vitest";
import {
  createGraph,
  floatTensor,
  type GraphNode,
  type GraphParts,
  numberTensor,
  runGraph,
  type ScalarFunction,
} from "../graph/index.ts";
import {
  type Fixture,
  fixtureBytes,
  fixtureExternalData,
  fixtureInputs,
  fixtureJson,
  fixtureNames,
  flatten,
  flattenExpected,
} from "../test-support/onnx-fixtures.ts";
import { runOnnxRuntime } from "../test-support/onnx-runtime.ts";
import { readOnnx, writeOnnx } from "./index.ts";

describe("a graph that was written opens in onnxruntime and gives the same numbers", () => {
  for (const name of fixtureNames()) {
    it(name, async () => {
      const fixture = fixtureJson<Fixture>(`${name}.json`);
      const graph = readOnnx(fixtureBytes(`${name}.onnx`), { externalData: fixtureExternalData(name) });
      const tensors = graph.outputs.filter((output) => graph.types.get(output)!.elementType !== "maps");
      const results = await runOnnxRuntime(writeOnnx(graph), fixtureInputs(fixture, fixture.samples), tensors);
      for (const [output, value] of results) {
        expectClose(flatten(value) as number[], flattenExpected(fixture.samples.outputs[output]!) as number[]);
      }
    });
  }

  it("with every function of one number, binary operator and reduction", async () => {
    const graph = createGraph(everything());
    const x = floatTensor([2, 3], [0.5, 1.25, 3, 0.75, 2, 0.125]);
    const inputs = new Map([["x", x]]);
    const results = await runOnnxRuntime(writeOnnx(graph), inputs, graph.outputs);
    const expected = runGraph(graph, inputs);
    for (const [output, value] of results) {
      expect(value.shape, output).toEqual(expected.get(output)!.shape);
      expectClose(flatten(value) as number[], flatten(expected.get(output)!) as number[]);
    }
  });

  it("and a written graph is read as it was", () => {
    const graph = createGraph(everything());
    const again = readOnnx(writeOnnx(graph));
    const inputs = new Map([["x", floatTensor([2, 3], [0.5, 1.25, 3, 0.75, 2, 0.125])]]);
    const [before, after] = [runGraph(graph, inputs), runGraph(again, inputs)];
    for (const [output, value] of before)
      expectClose(flatten(after.get(output)!) as number[], flatten(value) as number[]);
  });
});

/** A graph whose outputs are one node each, all on the table x. */
function everything(): GraphParts {
  const functions: ScalarFunction[] = [
    ...(["neg", "abs", "sqrt", "exp", "log", "reciprocal", "erf", "relu", "sigmoid"] as const).map((name) => ({
      name,
    })),
    ...(["tanh", "softplus", "softsign", "mish"] as const).map((name) => ({ name })),
    { name: "elu", alpha: 0.5 },
    { name: "leakyRelu", alpha: 0.1 },
    { name: "swish", alpha: 1.5 },
    { name: "hardSigmoid", alpha: 0.3, beta: 0.4 },
    { name: "hardSwish", alpha: 0.2, beta: 0.4 },
    { name: "gelu", approximation: "none" },
    { name: "gelu", approximation: "tanh" },
    { name: "clip", min: 0.2, max: Number.POSITIVE_INFINITY },
  ];
  const nodes: GraphNode[] = functions.map((description, i) => ({
    kind: "unary",
    name: "unary",
    function: description,
    inputs: ["x"],
    output: `${description.name} ${i}`,
  }));
  for (const name of ["add", "sub", "mul", "div", "pow", "min", "max", "greater", "lessOrEqual", "equal"] as const) {
    nodes.push({ kind: "binary", name, function: name, inputs: ["x", "row"], output: name });
  }
  for (const name of ["sum", "mean", "product", "max", "min"] as const) {
    const output = `reduce ${name}`;
    nodes.push({
      kind: "reduce",
      name: output,
      function: name,
      axes: [1],
      keepDimensions: name === "sum",
      inputs: ["x"],
      output,
    });
  }
  nodes.push({ kind: "slice", name: "slice", axis: 1, start: 2, step: -2, length: 2, inputs: ["x"], output: "slice" });
  nodes.push({ kind: "gather", name: "gather", axis: 1, inputs: ["x", "places"], output: "gather" });
  nodes.push({ kind: "transpose", name: "transpose", permutation: [1, 0], inputs: ["x"], output: "transposed" });
  nodes.push({ kind: "softmax", name: "softmax", axis: 1, logarithm: false, inputs: ["x"], output: "softmax" });
  nodes.push({ kind: "scaler", name: "scaler", offset: [1], scale: [1, 2, 3], inputs: ["x"], output: "scaled" });
  return {
    name: "everything",
    inputs: [{ name: "x", elementType: "float", shape: [null, 3] }],
    constants: new Map([
      ["row", floatTensor([3], [2, 0.5, 3])],
      ["places", numberTensor("int", [2], [2, 0])],
    ]),
    nodes,
    outputs: nodes.map(({ output }) => output),
  };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(1e-5 * largest);
  });
}
