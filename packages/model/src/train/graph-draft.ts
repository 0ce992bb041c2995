import { floatTensor, type GraphInput, type GraphNode, type Tensor } from "../graph/index.ts";

/** A graph while it is put together. Names of values that are not the user's hold a `/`, which no feature name can. */
export interface GraphDraft {
  readonly inputs: GraphInput[];
  readonly constants: Map<string, Tensor>;
  readonly nodes: GraphNode[];
}

type Named<Node> = Node extends GraphNode ? Omit<Node, "name" | "output"> : never;

/** Adds a node that makes the value `output`, and returns that name. */
export function addNode(draft: GraphDraft, output: string, node: Named<GraphNode>): string {
  draft.nodes.push({ ...node, name: output, output } as GraphNode);
  return output;
}

/** Adds a constant of numbers, and returns its name. */
export function addNumbers(
  draft: GraphDraft,
  name: string,
  shape: readonly number[],
  numbers: Float64Array | readonly number[],
): string {
  draft.constants.set(name, floatTensor(shape, numbers));
  return name;
}
