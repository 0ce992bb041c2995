import { GraphError } from "../graph-error.ts";
import { asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { valueType } from "../shape.ts";
import { sourceIndices, stridesOf, takeElements } from "../strides.ts";

/** Axis i of the result is axis `permutation[i]` of the input. */
export interface TransposeNode extends NodeBase {
  readonly kind: "transpose";
  readonly permutation: readonly number[];
}

export const transposeRules: OperatorRules<TransposeNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float", "int", "bool", "string"]);
    const sorted = node.permutation.toSorted((a, b) => a - b);
    if (sorted.length !== x!.shape.length || sorted.some((axis, index) => axis !== index)) {
      const reason = `[${node.permutation.join(", ")}] is no order of ${x!.shape.length} axes`;
      throw new GraphError("SHAPE_MISMATCH", { reason });
    }
    return valueType(
      x!.elementType,
      node.permutation.map((axis) => x!.shape[axis]!),
    );
  },
  run(node, inputs) {
    const x = asTensor(inputs[0]);
    const strides = stridesOf(x.shape);
    const shape = node.permutation.map((axis) => x.shape[axis]!);
    return takeElements(
      x,
      shape,
      sourceIndices(
        shape,
        node.permutation.map((axis) => strides[axis]!),
      ),
    );
  },
};
