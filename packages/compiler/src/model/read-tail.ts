import type { Graph, GraphNode } from "@velum/model/graph";
import type { OutputReading } from "@velum/tabular";
import { contractNames } from "./feature-names.ts";
import { largest, relabel } from "./tail-labels.ts";
import { emptyChain } from "./tail-steps.ts";
import { type Chosen, refuse, type TailValue, type Values } from "./tail-value.ts";
import { binary, elementwise, moved, reduced, vectorOf, wholeRow, withStep } from "./tail-vectors.ts";

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
      return withStep(wholeRow(node, values), { kind: node.logarithm ? "logSoftmax" : "softmax" });
    case "normalizer":
      return withStep(wholeRow(node, values), { kind: "normalize", norm: node.norm });
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
