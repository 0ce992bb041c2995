import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { type Dimension, type Shape, staticSize, valueType } from "../shape.ts";
import { elementCount, numberTensor } from "../tensor.ts";

/** The place of the largest element along an axis; of several, the first or the last. */
export interface ArgMaxNode extends NodeBase {
  readonly kind: "argMax";
  /** Counted from the left. */
  readonly axis: number;
  /** Whether the axis stays with size 1. */
  readonly keepDimension: boolean;
  readonly last: boolean;
}

export const argMaxRules: OperatorRules<ArgMaxNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float", "int"]);
    staticSize(x!.shape, node.axis);
    return valueType("int", shapeWithoutAxis(node, x!.shape));
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    const size = x.shape[node.axis]!;
    const inner = elementCount(x.shape.slice(node.axis + 1));
    const data = new Float64Array(x.data.length / size);
    for (let i = 0; i < data.length; i++) {
      const start = Math.floor(i / inner) * inner * size + (i % inner);
      data[i] = largest(size, (k) => x.data[start + k * inner]!, node.last);
    }
    return numberTensor("int", shapeWithoutAxis(node, x.shape) as readonly number[], data);
  },
};

function shapeWithoutAxis(node: ArgMaxNode, shape: Shape): Shape {
  return shape.flatMap((size, axis): Dimension[] => {
    if (axis !== node.axis) return [size];
    return node.keepDimension ? [1] : [];
  });
}

function largest(size: number, read: (k: number) => number, last: boolean): number {
  let best = 0;
  for (let k = 1; k < size; k++) {
    if (read(k) > read(best) || (last && read(k) === read(best))) best = k;
  }
  return best;
}
