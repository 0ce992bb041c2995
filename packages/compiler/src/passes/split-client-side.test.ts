import {
  createGraph,
  floatTensor,
  type Graph,
  type GraphNode,
  type NumberTensor,
  runGraph,
  type Tensor,
  type Value,
} from "@velum/model/graph";
import { readOnnx } from "@velum/model/onnx";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Fixture,
  fixtureBytes,
  fixtureExternalData,
  fixtureInputs,
  fixtureJson,
  fixtureNames,
  flatten,
} from "../../../model/src/test-support/onnx-fixtures.ts";
import { type Layer, runNetwork } from "../network/layers.ts";
import { type SplitModel, splitClientSide } from "./split-client-side.ts";

/** The layers of each fixture, from its README: widths and activations. Rows that differ in sign count once. */
const LAYERS: Readonly<Record<string, string>> = {
  "cancer-linearsvc": "30-1",
  "cancer-linearsvc-calibrated": "30-3",
  "cancer-logreg": "30-1",
  "diabetes-ridge": "10-1",
  "digits-mlp": "64-32 relu 32-10",
  "heart-logreg": "22-1",
  "heart-logreg-columns": "22-1",
  "heart-logreg-simple": "13-1",
  "heart-logreg-strings": "23-1",
  "heart-logreg-zipmap": "22-1",
  "heart-mlp-logistic": "13-8 sigmoid 8-1",
  "heart-mlp-relu": "13-16 relu 16-1",
  "heart-mlp-tanh": "13-16 tanh 16-8 tanh 8-1",
  "heart-torch-bn-dynamo": "13-16 gelu 16-1",
  "heart-torch-bn-legacy": "13-16 gelu 16-1",
  "heart-torch-silu-dynamo": "13-32 silu 32-16 silu 16-1",
  "heart-torch-silu-external": "13-32 silu 32-16 silu 16-1",
  "heart-torch-silu-legacy": "13-32 silu 32-16 silu 16-1",
  "heart-torch-square-dynamo": "13-16 square 16-1",
  "heart-torch-square-legacy": "13-16 square 16-1",
  "wine-multinomial": "13-3",
};

describe("head, core and tail of a fixture", () => {
  it("are listed for every fixture", () => {
    expect(Object.keys(LAYERS).sort()).toEqual(fixtureNames().sort());
  });

  for (const name of fixtureNames()) {
    it(`of ${name} are ${LAYERS[name]} and compute what the model computes`, () => {
      const fixture = fixtureJson<Fixture>(`${name}.json`);
      const graph = readOnnx(fixtureBytes(`${name}.onnx`), { externalData: fixtureExternalData(name) });
      const split = splitClientSide(graph);
      expect(split.core.layers.map(describeLayer).join(" ")).toBe(LAYERS[name]);
      for (const samples of [fixture.samples, fixture.edgeSamples]) {
        if (samples !== undefined) expectSame(graph, split, fixtureInputs(fixture, samples));
      }
    });
  }

  it("keep standardisation in the head and leave no weights outside of the core", () => {
    for (const name of fixtureNames()) {
      const graph = readOnnx(fixtureBytes(`${name}.onnx`), { externalData: fixtureExternalData(name) });
      const { head, tail } = splitClientSide(graph);
      const kinds = [...head.nodes, ...tail.nodes].map(({ kind }) => kind);
      expect(kinds).not.toContain("gemm");
      expect(kinds).not.toContain("matMul");
      const scales = head.nodes.some(
        (node) => node.kind === "scaler" || (node.kind === "binary" && node.function === "div"),
      );
      expect(scales, name).toBe(name !== "digits-mlp");
    }
  });
});

function describeLayer(layer: Layer): string {
  return layer.kind === "affine" ? `${layer.inputs}-${layer.outputs}` : layer.activation.name;
}

function runSplit({ head, core, tail }: SplitModel, inputs: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Value> {
  const features = runGraph(head, inputs).get("features") as NumberTensor;
  const scores = runNetwork(core, features.data);
  return runGraph(tail, new Map([["scores", floatTensor([features.shape[0]!, core.outputs], scores)]]));
}

function expectSame(graph: Graph, split: SplitModel, inputs: ReadonlyMap<string, Tensor>): void {
  const expected = runGraph(graph, inputs);
  const actual = runSplit(split, inputs);
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, value] of expected) {
    const numbers = flatten(actual.get(name)!);
    expect(actual.get(name)!.shape).toEqual(value.shape);
    // GELU is written with the root of two in float32 and read as GELU: 1e-7 apart.
    flatten(value).forEach((element, i) => {
      expect(Math.abs(Number(numbers[i]) - Number(element))).toBeLessThanOrEqual(1e-6);
    });
  }
}

type Steps = readonly (readonly [node: Omit<GraphNode, "name" | "inputs" | "output">, ...constants: Tensor[]])[];

/** A chain of nodes, each of the one before and of constants of its own. */
function chain(width: number, steps: Steps, rows: number | null = null): Graph {
  const constants = new Map<string, Tensor>();
  const nodes = steps.map(([node, ...own], i) => {
    const names = own.map((tensor, k) => {
      constants.set(`c${i}.${k}`, tensor);
      return `c${i}.${k}`;
    });
    return {
      ...node,
      name: `step ${i}`,
      inputs: [i === 0 ? "x" : `v${i - 1}`, ...names],
      output: `v${i}`,
    } as GraphNode;
  });
  const inputs = [{ name: "x", elementType: "float" as const, shape: [rows, width] }];
  return createGraph({ name: "chain", inputs, constants, nodes, outputs: [`v${steps.length - 1}`] });
}

const add = { kind: "binary", function: "add" } as never;
const mul = { kind: "binary", function: "mul" } as never;
const matMul = { kind: "matMul" } as never;
const relu = { kind: "unary", function: { name: "relu" } } as never;
const sum = { kind: "reduce", function: "sum", axes: [1], keepDimensions: true } as never;

const smallNumber = fc.double({ min: -2, max: 2, noNaN: true });
const tensorOf = (shape: readonly number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc.array(smallNumber, { minLength: size, maxLength: size }).map((data) => floatTensor(shape, data));
};

describe("splitClientSide", () => {
  it("folds whatever affine steps stand between activations, for random widths and depths", () => {
    const widths = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 });
    const model = widths.chain((sizes) =>
      fc.record({
        sizes: fc.constant(sizes),
        steps: fc.tuple(...sizes.slice(1).map((size, i) => layerSteps(sizes[i]!, size))),
        x: tensorOf([3, sizes[0]!]),
      }),
    );
    fc.assert(
      fc.property(model, ({ sizes, steps, x }) => {
        const graph = chain(sizes[0]!, steps.flat().slice(0, -1));
        const split = splitClientSide(graph);
        expect(split.core.layers.length).toBe(2 * sizes.length - 3);
        expectSame(graph, split, new Map([["x", x]]));
      }),
      { numRuns: 50 },
    );
  });

  it("makes one layer of a network without activations, or with affine ones", () => {
    const w = floatTensor([2, 2], [1, 2, 3, 4]);
    const leaky = { kind: "binary", function: "sub" } as never;
    const graph = chain(2, [
      [matMul, w],
      [mul, floatTensor([], [3])],
      [leaky, floatTensor([], [1])],
      [matMul, w],
    ]);
    const split = splitClientSide(graph);
    expect(split.core.layers.map(describeLayer)).toEqual(["2-2"]);
    expectSame(graph, split, new Map([["x", floatTensor([2, 2], [1, -2, 0.5, 4])]]));
  });

  it("keeps the weights of a model written as Mul and ReduceSum on the server", () => {
    const graph = chain(3, [[mul, floatTensor([3], [0.5, -2, 7])], [sum], [add, floatTensor([1], [3])]]);
    const split = splitClientSide(graph);
    expect(split.core.layers).toMatchObject([{ weights: Float64Array.of(0.5, -2, 7), bias: Float64Array.of(3) }]);
    expect(
      [...split.head.constants.values(), ...split.tail.constants.values()].map(({ data }) => data),
    ).not.toContainEqual(Float64Array.of(0.5, -2, 7));
  });

  it("takes a fixed batch of one row", () => {
    const graph = chain(
      2,
      [[matMul, floatTensor([2, 2], [1, 2, 3, 4])], [relu], [matMul, floatTensor([2, 1], [1, -1])]],
      1,
    );
    expectSame(graph, splitClientSide(graph), new Map([["x", floatTensor([1, 2], [0.5, -2])]]));
  });

  it("refuses weights after a softmax, with the node", () => {
    const softmax = { kind: "softmax", axis: 1, logarithm: false } as never;
    const w = floatTensor([2, 2], [1, 2, 3, 4]);
    expect(() => splitClientSide(chain(2, [[matMul, w], [softmax], [matMul, w]]))).toThrow(
      expect.objectContaining({ code: "GRAPH_NOT_SPLITTABLE", node: "step 2" }),
    );
  });

  it("refuses a skip connection, and a model without layers", () => {
    const w = floatTensor([2, 2], [1, 2, 3, 4]);
    const constants = new Map([["w", w]]);
    const inputs = [{ name: "x", elementType: "float" as const, shape: [null, 2] }];
    const nodes: GraphNode[] = [
      { kind: "matMul", name: "first", inputs: ["x", "w"], output: "a" },
      { kind: "unary", name: "act", function: { name: "relu" }, inputs: ["a"], output: "b" },
      { kind: "matMul", name: "second", inputs: ["b", "w"], output: "c" },
      { kind: "binary", name: "skip", function: "add", inputs: ["c", "x"], output: "d" },
      { kind: "matMul", name: "third", inputs: ["d", "w"], output: "e" },
    ];
    const skip = createGraph({ name: "skip", inputs, constants, nodes, outputs: ["e"] });
    expect(() => splitClientSide(skip)).toThrow(
      expect.objectContaining({ code: "GRAPH_NOT_SPLITTABLE", node: "third" }),
    );
    expect(() => splitClientSide(chain(2, [[relu]]))).toThrow(
      expect.objectContaining({ code: "GRAPH_NOT_SPLITTABLE" }),
    );
  });
});

/** A dense layer written as MatMul, Mul and Add of vectors, and an activation. */
function layerSteps(inputs: number, outputs: number): fc.Arbitrary<Steps> {
  return fc
    .tuple(tensorOf([inputs, outputs]), tensorOf([outputs]), tensorOf([1, outputs]))
    .map(([weights, scale, shift]): Steps => [[matMul, weights], [mul, scale], [add, shift], [relu]]);
}
