import {
  type Graph,
  type GraphNode,
  isComparison,
  type NumberTensor,
  numberTensor,
  runNode,
  type ScalarFunction,
  type Tensor,
} from "@velum/model/graph";
import type { ElementwiseFunction } from "@velum/tabular";
import { spread } from "./spread.ts";
import { compared } from "./tail-labels.ts";
import { append, appendAffine, type Chain, join, scale, select } from "./tail-steps.ts";
import { type NodeOf, refuse, type TailValue, type Values, type Vector } from "./tail-value.ts";

export const withStep = (value: Vector, step: Parameters<typeof append>[1]): Vector => ({
  ...value,
  chain: append(value.chain, step),
});

export function vectorOf(node: GraphNode, values: Values, input: number): Vector {
  const value = values.get(node.inputs[input]!);
  return value?.kind === "vector" ? value : refuse(node, "reads a constant or a map where numbers belong");
}

/** Steps that work on all numbers of a row together. */
export function wholeRow(node: GraphNode, values: Values): Vector {
  const value = vectorOf(node, values, 0);
  return value.shape.length === 1 ? value : refuse(node, "works on a part of the numbers");
}

export function moved(node: GraphNode, { constants }: Graph, values: Values, shape: readonly number[]): Vector {
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

export function reduced(node: NodeOf<"reduce">, { chain }: Vector, shape: readonly number[]): Vector {
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

export function elementwise(node: NodeOf<"unary">, { chain, shape }: Vector): Vector {
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

export function binary(node: NodeOf<"binary">, graph: Graph, values: Values, shape: readonly number[]): TailValue {
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
