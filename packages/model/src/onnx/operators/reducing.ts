import type { Reduction } from "../../graph/nodes/reduce-node.ts";
import { elementsOfARow } from "../../graph/shape.ts";
import type { NodeReader, OperatorReader } from "../node-reader.ts";

/**
 * ReduceSum, ReduceMean, ReduceMax and ReduceMin.
 *
 * @param since - the opset from which on the axes are an input
 */
export function reduce(name: Reduction, since: number): OperatorReader {
  return (node) => {
    const input = node.input(0);
    const given = node.opset < since ? node.attributes.ints("axes") : node.optionalNumbers(1, "axes");
    const listed = given?.map((axis) => node.axis(input, axis)) ?? [];
    const nothing = listed.length === 0 && node.attributes.flag("noop_with_empty_axes", false);
    node.attributes.ignore("noop_with_empty_axes");
    const keepDimensions = node.attributes.flag("keepdims", true);
    const all = Array.from({ length: node.rank(input) }, (_, axis) => axis);
    const axes = listed.length > 0 || nothing ? listed : all;
    node.emit({ kind: "reduce", function: name, axes, keepDimensions, inputs: [input] }, node.output(0));
  };
}

export function argMax(node: NodeReader): void {
  emitArgMax(node, node.input(0));
}

/** The place of the largest of the negated values. */
export function argMin(node: NodeReader): void {
  emitArgMax(node, node.emit({ kind: "unary", function: { name: "neg" }, inputs: [node.input(0)] }));
}

function emitArgMax(node: NodeReader, input: string): void {
  const axis = node.axis(input, node.attributes.int("axis", 0));
  const keepDimension = node.attributes.flag("keepdims", true);
  const last = node.attributes.flag("select_last_index", false);
  node.emit({ kind: "argMax", axis, keepDimension, last, inputs: [input] }, node.output(0));
}

/** Before opset 13 the axis begins a flat rest, which is the same where nothing follows it. */
export function softmax(logarithm: boolean): OperatorReader {
  return (node) => {
    const input = node.input(0);
    const axis = node.axis(input, node.attributes.int("axis", node.opset < 13 ? 1 : -1));
    if (node.opset < 13 && elementsOfARow(node.type(input).shape.slice(axis + 1)) > 1) {
      throw node.unsupported("works along several axes at once", "Export with opset 13 or newer");
    }
    node.emit({ kind: "softmax", axis, logarithm, inputs: [input] }, node.output(0));
  };
}
