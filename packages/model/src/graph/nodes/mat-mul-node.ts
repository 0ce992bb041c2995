import { GraphError } from "../graph-error.ts";
import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { broadcastShapes, type Dimension, describeShape, type Shape, staticSize, valueType } from "../shape.ts";
import { broadcastStrides, sourceIndices } from "../strides.ts";
import { elementCount, numberTensor } from "../tensor.ts";

/** A product of matrices, or of stacks of them, as `numpy.matmul` defines it. */
export interface MatMulNode extends NodeBase {
  readonly kind: "matMul";
}

export const matMulRules: OperatorRules<MatMulNode> = {
  infer(_, [a, b]) {
    requireElementType(a!, ["float"]);
    requireElementType(b!, ["float"]);
    return valueType("float", productShape(a!.shape, b!.shape));
  },
  run(_, inputs) {
    const a = asNumbers(inputs[0]);
    const b = asNumbers(inputs[1]);
    const left = asLeftMatrix(a.shape) as readonly number[];
    const right = asRightMatrix(b.shape) as readonly number[];
    const stack = broadcastShapes(left.slice(0, -2), right.slice(0, -2)) as readonly number[];
    const [rows, inner, columns] = [left.at(-2)!, left.at(-1)!, right.at(-1)!];
    const data = new Float64Array(elementCount(stack) * rows * columns);
    const leftIndex = sourceIndices(stack, broadcastStrides(left.slice(0, -2), stack));
    const rightIndex = sourceIndices(stack, broadcastStrides(right.slice(0, -2), stack));
    for (let i = 0; i < leftIndex.length; i++) {
      const start = leftIndex[i]! * rows * inner;
      const rightStart = rightIndex[i]! * inner * columns;
      multiplyInto(
        data.subarray(i * rows * columns, (i + 1) * rows * columns),
        a.data.subarray(start, start + rows * inner),
        b.data.subarray(rightStart, rightStart + inner * columns),
        { rows, inner, columns },
      );
    }
    return numberTensor("float", productShape(a.shape, b.shape) as readonly number[], data);
  },
};

function productShape(a: Shape, b: Shape): Shape {
  const left = asLeftMatrix(a);
  const right = asRightMatrix(b);
  if (staticSize(left, left.length - 1) !== staticSize(right, right.length - 2)) {
    throw new GraphError("SHAPE_MISMATCH", {
      reason: `matrices ${describeShape(a)} and ${describeShape(b)} do not fit`,
    });
  }
  const stack = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  const rows: Dimension[] = a.length === 1 ? [] : [left.at(-2)!];
  const columns: Dimension[] = b.length === 1 ? [] : [right.at(-1)!];
  return [...stack, ...rows, ...columns];
}

function asLeftMatrix(shape: Shape): Shape {
  return shape.length === 1 ? [1, ...shape] : requireMatrix(shape);
}

function asRightMatrix(shape: Shape): Shape {
  return shape.length === 1 ? [...shape, 1] : requireMatrix(shape);
}

function requireMatrix(shape: Shape): Shape {
  if (shape.length > 0) return shape;
  throw new GraphError("SHAPE_MISMATCH", { reason: "a scalar is no matrix" });
}

/** out += a b, for row-major matrices; `out` starts as zeros. */
function multiplyInto(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  { rows, inner, columns }: { rows: number; inner: number; columns: number },
): void {
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[row * inner + k]!;
      for (let column = 0; column < columns; column++)
        out[row * columns + column]! += factor * b[k * columns + column]!;
    }
  }
}
