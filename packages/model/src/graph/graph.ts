import { atNode, GraphError } from "./graph-error.ts";
import { type GraphNode, rulesOf } from "./node.ts";
import { quoteName } from "./quote-name.ts";
import { isStatic, type Shape, type ValueType, valueType } from "./shape.ts";
import { sortByDependencies } from "./sort-by-dependencies.ts";
import type { ElementType, Tensor } from "./tensor.ts";

export interface GraphInput {
  readonly name: string;
  readonly elementType: ElementType;
  /** `null` is the number of rows; it may stand in the first place only. */
  readonly shape: Shape;
}

/** What a graph is made of. Values are named; a node reads inputs, constants and outputs of other nodes by name. */
export interface GraphParts {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly nodes: readonly GraphNode[];
  /** Names of the values that the model answers. */
  readonly outputs: readonly string[];
}

/** A model in the clear: frozen, checked, its nodes in an order in which they can run. */
export interface Graph extends GraphParts {
  /** The type of every value by name: inputs, constants and node outputs. */
  readonly types: ReadonlyMap<string, ValueType>;
}

/**
 * Checks the parts, sorts the nodes, infers every type.
 *
 * @example createGraph({ name: "double", inputs, constants, nodes, outputs: ["y"] })
 * @throws {GraphError} NAME_UNDEFINED, NAME_DUPLICATE, GRAPH_CYCLE, INPUT_UNSUPPORTED, TYPE_MISMATCH, SHAPE_MISMATCH,
 * ROWS_MIXED or MODEL_TOO_LARGE, with the node to blame.
 */
export function createGraph(parts: GraphParts): Graph {
  const given = [...parts.inputs.map((input) => input.name), ...parts.constants.keys()];
  const nodes = sortByDependencies(given, parts.nodes.map(asStep)).map(({ node }) => freezeNode(node));
  const types = inferTypes({ ...parts, nodes });
  requireOutputs(parts.outputs, types);
  return Object.freeze({
    name: parts.name,
    inputs: Object.freeze(parts.inputs.map((input) => Object.freeze({ ...input }))),
    constants: new Map(parts.constants),
    nodes: Object.freeze(nodes),
    outputs: Object.freeze([...parts.outputs]),
    types,
  });
}

/**
 * Checks a graph again, for example after a pass has changed it.
 *
 * @throws {GraphError} as {@link createGraph}.
 */
export function verifyGraph(graph: Graph): void {
  createGraph(graph);
}

function freezeNode(node: GraphNode): GraphNode {
  for (const field of Object.values(node)) Object.freeze(field);
  return Object.freeze(node);
}

function asStep(node: GraphNode) {
  return { name: node.name, operator: node.kind, inputs: node.inputs, outputs: [node.output], node };
}

function inferTypes(parts: GraphParts): ReadonlyMap<string, ValueType> {
  const types = new Map<string, ValueType>();
  for (const input of parts.inputs) types.set(input.name, inputType(input));
  for (const [name, tensor] of parts.constants) types.set(name, valueType(tensor.elementType, tensor.shape));
  for (const node of parts.nodes) types.set(node.output, inferNode(node, types));
  return types;
}

/** The type of what a node makes, from the types of what it reads. */
export function inferNode(node: GraphNode, types: ReadonlyMap<string, ValueType>): ValueType {
  const inputs = node.inputs.map((name) => types.get(name)!);
  return atNode({ name: node.name, operator: node.kind }, () => rulesOf(node).infer(node, inputs));
}

/** @throws {GraphError} INPUT_UNSUPPORTED unless only the first axis is open and no axis is empty. */
export function inputType(input: GraphInput): ValueType {
  if (
    isStatic(input.shape.slice(1)) &&
    input.shape.every((size) => size === null || (Number.isInteger(size) && size > 0))
  ) {
    return valueType(input.elementType, input.shape);
  }
  throw new GraphError("INPUT_UNSUPPORTED", {
    reason: `input ${quoteName(input.name)} has an axis of unknown size besides its rows`,
    advice: "Export the model with fixed sizes for every axis but the first",
  });
}

function requireOutputs(outputs: readonly string[], types: ReadonlyMap<string, ValueType>): void {
  if (outputs.length === 0) throw new GraphError("GRAPH_MISSING", { reason: "the graph has no output" });
  for (const name of outputs) {
    if (!types.has(name)) {
      throw new GraphError("NAME_UNDEFINED", { reason: `nothing defines the output ${quoteName(name)}` });
    }
  }
}
