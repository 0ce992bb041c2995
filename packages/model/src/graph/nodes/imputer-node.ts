import { GraphError } from "../graph-error.ts";
import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import { numberTensor } from "../tensor.ts";

/** Puts a value in place of each missing one, feature by feature along the last axis; one value may serve all. */
export interface ImputerNode extends NodeBase {
  readonly kind: "imputer";
  readonly elementType: "float" | "int";
  /** What stands for a missing value: NaN, or a number. */
  readonly missing: number;
  readonly values: readonly number[];
}

export const imputerRules: OperatorRules<ImputerNode> = {
  infer(node, [x]) {
    requireElementType(x!, [node.elementType]);
    const features = staticSize(x!.shape, x!.shape.length - 1);
    if (node.values.length !== features && node.values.length !== 1) {
      throw new GraphError("SHAPE_MISMATCH", {
        reason: `${node.values.length} imputed values for ${features} features`,
      });
    }
    return valueType(node.elementType, x!.shape);
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    const isMissing = Number.isNaN(node.missing) ? Number.isNaN : (value: number) => value === node.missing;
    const data = x.data.map((value, i) => (isMissing(value) ? node.values[i % node.values.length]! : value));
    return numberTensor(node.elementType, x.shape, data);
  },
};
