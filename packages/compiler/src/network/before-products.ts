import type { Graph, GraphNode } from "@velum/model/graph";

/** Nodes that multiply with a matrix of weights. */
export function isProduct(node: GraphNode): boolean {
  return node.kind === "matMul" || node.kind === "gemm";
}

/** Names of the values that a matrix product needs, directly or through other nodes. */
export function namesBeforeProducts(graph: Graph): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    if (!isProduct(node) && !needed.has(node.output)) continue;
    for (const input of node.inputs) needed.add(input);
  }
  return needed;
}
