import { GraphError } from "../graph-error.ts";
import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import { numberTensor } from "../tensor.ts";

/** `(x - offset) * scale`, feature by feature along the last axis; one offset or scale may serve all features. */
export interface ScalerNode extends NodeBase {
  readonly kind: "scaler";
  readonly offset: readonly number[];
  readonly scale: readonly number[];
}

export const scalerRules: OperatorRules<ScalerNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float", "int"]);
    const features = staticSize(x!.shape, x!.shape.length - 1);
    for (const values of [node.offset, node.scale]) {
      if (values.length !== features && values.length !== 1) {
        throw new GraphError("SHAPE_MISMATCH", {
          reason: `${values.length} offsets or scales for ${features} features`,
        });
      }
    }
    return valueType("float", x!.shape);
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    const { offset, scale } = node;
    const data = x.data.map((value, i) => (value - offset[i % offset.length]!) * scale[i % scale.length]!);
    return numberTensor("float", x.shape, data);
  },
};
