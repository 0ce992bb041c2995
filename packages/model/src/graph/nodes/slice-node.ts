import { GraphError } from "../graph-error.ts";
import { asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import { sourceIndices, stridesOf, takeElements } from "../strides.ts";

/** Every `step`th element along one axis, `length` of them from `start` on. Split is read as several of these. */
export interface SliceNode extends NodeBase {
  readonly kind: "slice";
  /** Counted from the left. */
  readonly axis: number;
  readonly start: number;
  /** Negative to go backwards. */
  readonly step: number;
  readonly length: number;
}

export const sliceRules: OperatorRules<SliceNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float", "int", "bool", "string"]);
    const size = staticSize(x!.shape, node.axis);
    const ends = [node.start, node.start + (node.length - 1) * node.step];
    if (node.length < 1 || ends.some((index) => !Number.isInteger(index) || index < 0 || index >= size)) {
      throw new GraphError("SHAPE_MISMATCH", { reason: `elements ${ends.join(" to ")} of an axis of ${size}` });
    }
    return valueType(x!.elementType, x!.shape.with(node.axis, node.length));
  },
  run(node, inputs) {
    const x = asTensor(inputs[0]);
    const strides = stridesOf(x.shape);
    const along = strides[node.axis]!;
    const shape = x.shape.with(node.axis, node.length);
    return takeElements(x, shape, sourceIndices(shape, strides.with(node.axis, along * node.step), along * node.start));
  },
};
