import { GraphError } from "../graph-error.ts";
import { asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { type Dimension, describeShape, elementsOfARow, isStatic, type Shape, valueType } from "../shape.ts";
import { withShape } from "../tensor.ts";

/** Puts the elements in another shape, in row-major order. Flatten, Squeeze and Unsqueeze are read as this. */
export interface ReshapeNode extends NodeBase {
  readonly kind: "reshape";
  /** Sizes; 0 keeps the input's size at this place, -1 (at most once) takes what is left. */
  readonly dimensions: readonly number[];
}

export const reshapeRules: OperatorRules<ReshapeNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float", "int", "bool", "string"]);
    return valueType(x!.elementType, reshape(x!.shape, node.dimensions));
  },
  run(node, inputs) {
    const x = asTensor(inputs[0]);
    return withShape(x, reshape(x.shape, node.dimensions) as readonly number[]);
  },
};

function reshape(shape: Shape, dimensions: readonly number[]): Shape {
  const target = dimensions.map((size, axis) => (size === 0 ? sizeAt(shape, axis) : size));
  const open = target.indexOf(-1);
  if (open < 0) return requireSameSize(shape, target);
  const others = target.filter((size) => size !== -1);
  if (others.length !== target.length - 1) throw misfit(shape, dimensions);
  return requireSameSize(shape, target.with(open, missingSize(shape, others, dimensions)));
}

/** Rows go whole or not at all: a size that is the number of rows times or divided by something is no row-wise model. */
function missingSize(shape: Shape, others: Shape, dimensions: readonly number[]): Dimension {
  if (isStatic(shape) || others.includes(null)) return elementsOfARow(shape) / elementsOfARow(others);
  if (elementsOfARow(shape) === elementsOfARow(others)) return null;
  throw new GraphError("ROWS_MIXED", {
    reason: `reshapes ${describeShape(shape)} to [${dimensions.join(", ")}], which puts several rows in one or cuts rows up`,
    advice: "Keep the first axis for the rows, for example by reshaping to [-1, features]",
  });
}

function sizeAt(shape: Shape, axis: number): Dimension {
  const size = shape[axis];
  if (size === undefined) throw misfit(shape, [0]);
  return size;
}

function requireSameSize(shape: Shape, target: Shape): Shape {
  const rows = (one: Shape) => one.filter((size) => size === null).length;
  const fits = rows(shape) === rows(target) && elementsOfARow(shape) === elementsOfARow(target);
  if (fits && target.every((size) => size === null || (Number.isInteger(size) && size >= 0))) return target;
  throw misfit(shape, target);
}

function misfit(shape: Shape, target: Shape): GraphError {
  return new GraphError("SHAPE_MISMATCH", {
    reason: `${describeShape(shape)} does not reshape to ${describeShape(target)}`,
  });
}
