import { type GraphNode, type NumberTensor, numberTensor, runNode } from "@velum/model/graph";

const ADD: GraphNode = { kind: "binary", function: "add", name: "spread", inputs: ["values", "zeros"], output: "" };

/** The elements of a tensor, broadcast to one row of a shape. */
export function spread({ shape: own, data }: NumberTensor, shape: readonly number[]): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const inputs = new Map([
    ["values", numberTensor("float", own, data)],
    ["zeros", numberTensor("float", [1, ...shape], new Float64Array(size))],
  ]);
  return (runNode(ADD, inputs) as NumberTensor).data;
}
