import {
  type BinaryFunction,
  binaryFunction,
  type Graph,
  type GraphNode,
  isComparison,
  type NumberTensor,
  numberTensor,
  quoteName,
  runNode,
  type ScalarFunction,
  scalarFunction,
  type Tensor,
} from "@velum/model/graph";
import { VelumError } from "@velum/protocol";
import type { Choice, ElementwiseFunction, Label, OutputReading } from "@velum/tabular";
import { contractNames } from "./feature-names.ts";
import { spread } from "./spread.ts";
import { append, appendAffine, type Chain, emptyChain, join, scale, select } from "./tail-steps.ts";

type NodeOf<Kind extends GraphNode["kind"]> = Extract<GraphNode, { kind: Kind }>;

/** A value of one row after decryption. */
type TailValue =
  | { readonly kind: "vector"; readonly chain: Chain; readonly shape: readonly number[] }
  | { readonly kind: "label"; readonly chain: Chain; readonly choice: Choice; readonly labels: readonly Label[] }
  | { readonly kind: "map"; readonly chain: Chain; readonly keys: readonly Label[] };

type Vector = Extract<TailValue, { kind: "vector" }>;
type Chosen = Extract<TailValue, { kind: "label" }>;

/**
 * Reads what comes after the layers into declared steps: sums, functions of single numbers, softmax, labels, maps.
 * @throws VelumError COMPILE_TAIL with the node and why no contract can say it
 */
export function readTail(tail: Graph): readonly OutputReading[] {
  const [scores] = tail.inputs;
  const width = scores!.shape[1]!;
  const values = new Map<string, TailValue>([
    [scores!.name, { kind: "vector", chain: emptyChain(width), shape: [width] }],
  ]);
  for (const node of tail.nodes) values.set(node.output, readNode(node, tail, values));
  const names = contractNames(tail.outputs);
  return tail.outputs.map((output, i) => reading(names[i]!, values.get(output)!));
}

function reading(name: string, value: TailValue): OutputReading {
  const { steps } = value.chain;
  switch (value.kind) {
    case "vector":
      return { kind: "values", name, steps };
    case "label":
      return { kind: "label", name, steps, choice: value.choice, labels: value.labels };
    case "map":
      return { kind: "map", name, steps, keys: value.keys };
  }
}

type Values = ReadonlyMap<string, TailValue>;

function readNode(node: GraphNode, graph: Graph, values: Values): TailValue {
  const chosen = node.inputs.map((name) => values.get(name)).find((value): value is Chosen => value?.kind === "label");
  if (chosen !== undefined) return relabel(node, graph, chosen, values);
  const shape = graph.types.get(node.output)!.shape.slice(1) as readonly number[];
  switch (node.kind) {
    case "identity":
    case "reshape":
    case "slice":
    case "gather":
    case "transpose":
    case "concat":
      return moved(node, graph, values, shape);
    case "cast":
      return node.to === "float" ? vectorOf(node, values, 0) : refuse(node, `turns numbers into ${node.to}`);
    case "softmax":
      return then(wholeRow(node, values), { kind: node.logarithm ? "logSoftmax" : "softmax" });
    case "normalizer":
      return then(wholeRow(node, values), { kind: "normalize", norm: node.norm });
    case "argMax":
      return largest(node, wholeRow(node, values));
    case "reduce":
      return reduced(node, wholeRow(node, values), shape);
    case "zipMap":
      return { kind: "map", chain: wholeRow(node, values).chain, keys: node.keys };
    case "unary":
      return elementwise(node, vectorOf(node, values, 0));
    case "binary":
      return binary(node, graph, values, shape);
    default:
      return refuse(node, "is none of the steps that a contract can declare");
  }
}

const then = (value: Vector, step: Parameters<typeof append>[1]): Vector => ({
  ...value,
  chain: append(value.chain, step),
});

function vectorOf(node: GraphNode, values: Values, input: number): Vector {
  const value = values.get(node.inputs[input]!);
  return value?.kind === "vector" ? value : refuse(node, "reads a constant or a map where numbers belong");
}

/** Steps that work on all numbers of a row together. */
function wholeRow(node: GraphNode, values: Values): Vector {
  const value = vectorOf(node, values, 0);
  return value.shape.length === 1 ? value : refuse(node, "works on a part of the numbers");
}

function moved(node: GraphNode, { constants }: Graph, values: Values, shape: readonly number[]): Vector {
  const names = [...new Set(node.inputs)].filter((name) => values.get(name)?.kind === "vector");
  const rows = new Map<string, Tensor>();
  let all: Chain | undefined;
  for (const name of names) {
    const { chain, shape: own } = values.get(name) as Vector;
    const first = all?.outputs ?? 0;
    rows.set(
      name,
      numberTensor(
        "float",
        [1, ...own],
        Array.from({ length: chain.outputs }, (_, i) => first + i),
      ),
    );
    all =
      all === undefined
        ? chain
        : (join(all, chain) ?? refuse(node, "joins numbers that went through different functions"));
  }
  if (all === undefined || (node.kind === "concat" && names.length !== new Set(node.inputs).size)) {
    return refuse(node, "joins numbers and constants");
  }
  const places = runNode(node, new Map([...constants, ...rows])) as NumberTensor;
  return { kind: "vector", chain: select(all, Array.from(places.data)), shape };
}

function largest(node: NodeOf<"argMax">, { chain }: Vector): Chosen {
  const places = Array.from({ length: chain.outputs }, (_, i) => (node.last ? chain.outputs - 1 - i : i));
  return { kind: "label", chain: select(chain, places), choice: { kind: "largest" }, labels: places };
}

function reduced(node: NodeOf<"reduce">, { chain }: Vector, shape: readonly number[]): Vector {
  const factor = { sum: 1, mean: 1 / chain.outputs }[node.function as string];
  if (factor === undefined) return refuse(node, `takes the ${node.function} of the numbers`);
  const weights = [new Array<number>(chain.outputs).fill(factor)];
  return { kind: "vector", chain: appendAffine(chain, { kind: "affine", weights, bias: [0] }), shape };
}

const SAME_NAME: readonly ElementwiseFunction[] = [
  "abs",
  "exp",
  "log",
  "reciprocal",
  "relu",
  "sigmoid",
  "softplus",
  "sqrt",
  "tanh",
];

function elementwise(node: NodeOf<"unary">, { chain, shape }: Vector): Vector {
  return { kind: "vector", chain: applied(node, chain, node.function), shape };
}

function applied(node: GraphNode, chain: Chain, described: ScalarFunction): Chain {
  const fill = (value: number): number[] => new Array<number>(chain.outputs).fill(value);
  const known = SAME_NAME.find((name) => name === described.name);
  if (known !== undefined) return append(chain, { kind: known });
  if (described.name === "neg") return scale(chain, fill(-1), fill(0));
  if (described.name === "clip") return append(chain, { kind: "clip", low: described.min, high: described.max });
  if (described.name === "hardSigmoid") {
    return append(scale(chain, fill(described.alpha), fill(described.beta)), { kind: "clip", low: 0, high: 1 });
  }
  return refuse(node, `applies ${described.name} after the last layer`);
}

function binary(node: NodeOf<"binary">, graph: Graph, values: Values, shape: readonly number[]): TailValue {
  const place = node.inputs.findIndex((name) => values.has(name));
  const constant = graph.constants.get(node.inputs[1 - place]!);
  if (constant === undefined) return combined(node, values, shape);
  if (constant.elementType === "string") return refuse(node, "compares numbers with words");
  const value = vectorOf(node, values, place);
  const numbers = spread(constant, shape);
  const source = numberTensor(
    "float",
    [1, ...value.shape],
    Array.from({ length: value.chain.outputs }, (_, i) => i),
  );
  const chain = select(value.chain, Array.from(spread(source, shape)));
  if (isComparison(node.function)) return compared(node, chain, place, numbers);
  const changed = withConstant(node, chain, place, numbers);
  return { kind: "vector", chain: changed, shape };
}

function withConstant(node: NodeOf<"binary">, chain: Chain, place: number, numbers: Float64Array): Chain {
  const ones = numbers.map(() => 1);
  const zeros = numbers.map(() => 0);
  switch (node.function) {
    case "add":
      return scale(chain, ones, numbers);
    case "sub":
      return place === 0
        ? scale(
            chain,
            ones,
            numbers.map((x) => -x),
          )
        : scale(
            chain,
            ones.map((x) => -x),
            numbers,
          );
    case "mul":
      return scale(chain, numbers, zeros);
    case "div":
      if (place === 0)
        return scale(
          chain,
          numbers.map((x) => 1 / x),
          zeros,
        );
      return scale(append(chain, { kind: "reciprocal" }), numbers, zeros);
    case "pow":
      if (place === 0 && numbers.every((x) => x === 2)) return append(chain, { kind: "square" });
      return refuse(node, "raises to another power than 2");
    default:
      return refuse(node, `takes the ${node.function} of numbers and constants`);
  }
}

/** Functions that never give a negative number: divided by their sum, they are normalized by it. */
const NOT_NEGATIVE: ReadonlySet<string> = new Set(["exp", "sigmoid", "softmax", "softplus", "relu", "abs", "square"]);

function combined(node: NodeOf<"binary">, values: Values, shape: readonly number[]): Vector {
  const [a, b] = [vectorOf(node, values, 0), vectorOf(node, values, 1)];
  if (node.function === "div" && NOT_NEGATIVE.has(a.chain.steps.at(-1)?.kind ?? "")) {
    const sum = appendAffine(a.chain, {
      kind: "affine",
      weights: [new Array<number>(a.chain.outputs).fill(1)],
      bias: [0],
    });
    if (JSON.stringify(sum) === JSON.stringify(b.chain)) {
      return { kind: "vector", chain: append(a.chain, { kind: "normalize", norm: "l1" }), shape };
    }
  }
  const sign = { add: 1, sub: -1 }[node.function as string];
  if (sign === undefined) return refuse(node, `takes the ${node.function} of different numbers`);
  const joined = join(a.chain, b.chain) ?? refuse(node, "adds numbers that went through different functions");
  const [left, right] = [a, b].map(({ chain, shape: own }) =>
    spread(
      numberTensor(
        "float",
        [1, ...own],
        Array.from({ length: chain.outputs }, (_, i) => i),
      ),
      shape,
    ),
  );
  const weights = Array.from(left!, (place, i) =>
    Array.from(
      { length: joined.outputs },
      (_, j) => Number(j === place) + sign * Number(j === a.chain.outputs + right![i]!),
    ),
  );
  return {
    kind: "vector",
    chain: appendAffine(joined, { kind: "affine", weights, bias: weights.map(() => 0) }),
    shape,
  };
}

function compared(node: NodeOf<"binary">, chain: Chain, place: number, numbers: Float64Array): Chosen {
  if (chain.outputs !== 1) return refuse(node, "compares several numbers");
  const turned: Partial<Record<BinaryFunction, BinaryFunction>> = {
    greater: "less",
    less: "greater",
    greaterOrEqual: "lessOrEqual",
    lessOrEqual: "greaterOrEqual",
  };
  const name = place === 0 ? node.function : turned[node.function];
  const at = numbers[0]!;
  const form = {
    greater: { inclusive: false, labels: [0, 1] },
    greaterOrEqual: { inclusive: true, labels: [0, 1] },
    less: { inclusive: true, labels: [1, 0] },
    lessOrEqual: { inclusive: false, labels: [1, 0] },
  }[name as string];
  if (form === undefined) return refuse(node, "asks whether numbers are equal, which noise decides");
  return { kind: "label", chain, choice: { kind: "threshold", at, inclusive: form.inclusive }, labels: form.labels };
}

/** Whatever is done with a label is done with each of the labels beforehand. */
function relabel(node: GraphNode, { constants }: Graph, chosen: Chosen, values: Values): Chosen {
  const map = (change: (label: number) => Label): Chosen => ({
    ...chosen,
    labels: chosen.labels.map((label) =>
      typeof label === "number" ? change(label) : refuse(node, "computes with words"),
    ),
  });
  const own = node.inputs.findIndex((name) => values.get(name)?.kind === "label");
  const constant = (input: number): Tensor =>
    constants.get(node.inputs[input]!) ?? refuse(node, "combines labels and numbers");
  const only = (tensor: Tensor): Label =>
    tensor.data.length === 1 ? tensor.data[0]! : refuse(node, "combines a label with several constants");
  switch (node.kind) {
    case "identity":
    case "reshape":
      return chosen;
    case "cast":
      return map({ float: (x: number) => x, int: Math.trunc, bool: (x: number) => Number(x !== 0) }[node.to]);
    case "gather":
      return map((label) => constant(0).data[label] ?? refuse(node, "looks up a label that is not there"));
    case "labelEncoder": {
      const table = new Map(node.keys.map((key, i) => [key, node.values[i]!]));
      return { ...chosen, labels: chosen.labels.map((label) => table.get(label) ?? node.missing) };
    }
    case "where":
      if (own !== 0) return refuse(node, "chooses by something else than the label");
      return map((label) => only(constant(label !== 0 ? 1 : 2)));
    case "unary": {
      const { function: described } = node;
      return map(scalarFunction(described));
    }
    case "binary": {
      const other = only(constant(1 - own));
      if (typeof other === "string") return refuse(node, "compares labels with words");
      const compute = binaryFunction(node.function);
      return map((label) => (own === 0 ? compute(label, other) : compute(other, label)));
    }
    default:
      return refuse(node, "does more with a label than look it up");
  }
}

function refuse(node: GraphNode, reason: string): never {
  throw new VelumError("COMPILE_TAIL", {
    argument: `node ${quoteName(node.name)}`,
    expected: "sums, functions of single numbers, softmax, labels and maps after the last layer",
    got: `${node.kind}, which ${reason}. Leave this step to whoever reads the predictions`,
  });
}
