import { createGraph, type Graph, type GraphNode } from "@velum/model/graph";
import { isProduct, namesBeforeProducts } from "../network/before-products.ts";

/** A value of the head that the layers read, and how many numbers of each row it holds. */
export interface BoundaryValue {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
}

/**
 * The nodes that the client runs before encryption: all that come before the first matrix product. Where nothing but a
 * sum follows, as in `(x * weights).sum()`, the constants before it are weights and stay with the server.
 */
export function headNodes(graph: Graph): ReadonlySet<GraphNode> {
  const clear = new Set([...graph.inputs.map(({ name }) => name), ...graph.constants.keys()]);
  const beforeProduct = namesBeforeProducts(graph);
  const head = new Set<GraphNode>();
  for (const node of graph.nodes) {
    if (!mayBeClear(node, beforeProduct) || !node.inputs.every((name) => clear.has(name))) continue;
    head.add(node);
    clear.add(node.output);
  }
  for (const node of graph.nodes) {
    if (node.kind === "reduce" && !head.has(node)) withdraw(graph, head, node.inputs[0]!);
  }
  return head;
}

function mayBeClear(node: GraphNode, beforeProduct: ReadonlySet<string>): boolean {
  if (isProduct(node)) return false;
  const isSum = node.kind === "reduce" && (node.function === "sum" || node.function === "mean");
  return !isSum || beforeProduct.has(node.output);
}

/** Takes back the nodes that scale or shift each element by a constant of its own, from a sum upwards. */
function withdraw(graph: Graph, head: Set<GraphNode>, name: string): void {
  const node = graph.nodes.find(({ output }) => output === name);
  if (node?.kind !== "binary" || !head.has(node)) return;
  const constants = node.inputs.filter((input) => graph.constants.has(input));
  if (constants.length !== 1) return;
  head.delete(node);
  withdraw(graph, head, node.inputs.find((input) => input !== constants[0])!);
}

/** The nodes with the values that the layers read put one after the other under the name `features`. */
export function headGraph(graph: Graph, inHead: ReadonlySet<GraphNode>, boundary: readonly BoundaryValue[]): Graph {
  const flat = boundary.map((value, i): GraphNode => {
    const { name, size } = value;
    return { kind: "reshape", name: "features", dimensions: [-1, size], inputs: [name], output: `features#${i}` };
  });
  const inputs = flat.map(({ output }) => output);
  const nodes: GraphNode[] = [
    ...inHead,
    ...flat,
    { kind: "concat", name: "features", axis: 1, inputs, output: "features" },
  ];
  return pruned(graph, nodes, graph.inputs, ["features"]);
}

/** A graph of the nodes that the outputs need, and of the constants that these need. */
export function pruned(
  graph: Graph,
  nodes: readonly GraphNode[],
  inputs: Graph["inputs"],
  outputs: readonly string[],
): Graph {
  const needed = new Set(outputs);
  const kept = nodes.toReversed().filter((node) => {
    if (!needed.has(node.output)) return false;
    for (const name of node.inputs) needed.add(name);
    return true;
  });
  const constants = new Map([...graph.constants].filter(([name]) => needed.has(name)));
  return createGraph({ name: graph.name, inputs, constants, nodes: kept.reverse(), outputs });
}
