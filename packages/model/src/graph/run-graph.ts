import type { Graph, GraphInput } from "./graph.ts";
import { atNode, GraphError } from "./graph-error.ts";
import { type GraphNode, rulesOf } from "./node.ts";
import { quoteName } from "./quote-name.ts";
import { describeShape } from "./shape.ts";
import type { Tensor, Value } from "./tensor.ts";

/**
 * Runs a model in the clear, in float64, on one row or many.
 *
 * @param inputs - a tensor for each input; axes of unknown size are the number of rows, the same for all inputs
 * @returns every output by name
 * @example runGraph(graph, new Map([["input", floatTensor([1, 13], row)]])).get("probabilities")
 * @throws {GraphError} RUN_INPUT_INVALID when an input is missing, not known, or of another type or shape.
 */
export function runGraph(graph: Graph, inputs: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Value> {
  checkInputs(graph.inputs, inputs);
  const values = new Map<string, Value>([...graph.constants, ...inputs]);
  for (const node of graph.nodes) values.set(node.output, runNode(node, values));
  return new Map(graph.outputs.map((name) => [name, values.get(name)!]));
}

/** What a node makes of the values that it reads. */
export function runNode(node: GraphNode, values: ReadonlyMap<string, Value>): Value {
  const inputs = node.inputs.map((name) => values.get(name)!);
  return atNode({ name: node.name, operator: node.kind }, () => rulesOf(node).run(node, inputs));
}

function checkInputs(expected: readonly GraphInput[], given: ReadonlyMap<string, Tensor>): void {
  for (const name of given.keys()) {
    if (!expected.some((input) => input.name === name)) throw invalid(name, "the model has no such input");
  }
  const rows = new Set<number>();
  for (const input of expected) {
    const tensor = given.get(input.name);
    if (tensor === undefined) throw invalid(input.name, "is missing");
    checkInput(input, tensor);
    if (input.shape[0] === null) rows.add(tensor.shape[0]!);
  }
  if (rows.size > 1)
    throw new GraphError("RUN_INPUT_INVALID", { reason: `inputs have ${[...rows].join(" and ")} rows` });
}

function checkInput(input: GraphInput, tensor: Tensor): void {
  if (tensor.elementType !== input.elementType) {
    throw invalid(input.name, `expected ${input.elementType}, got ${tensor.elementType}`);
  }
  const fits =
    tensor.shape.length === input.shape.length &&
    input.shape.every((size, axis) => (size === null ? tensor.shape[axis]! > 0 : tensor.shape[axis] === size));
  if (!fits) throw invalid(input.name, `expected ${describeShape(input.shape)}, got ${describeShape(tensor.shape)}`);
}

function invalid(name: string, reason: string): GraphError {
  return new GraphError("RUN_INPUT_INVALID", { reason: `input ${quoteName(name)}: ${reason}` });
}
