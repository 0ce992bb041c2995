import { asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { valueType } from "../shape.ts";
import { numberTensor, stringTensor } from "../tensor.ts";

type LabelType = "float" | "int" | "string";

/** Looks each element up in a table; elements that are not in it give the default. NaN finds NaN. */
export interface LabelEncoderNode extends NodeBase {
  readonly kind: "labelEncoder";
  readonly from: LabelType;
  readonly to: LabelType;
  readonly keys: readonly (number | string)[];
  readonly values: readonly (number | string)[];
  readonly missing: number | string;
}

export const labelEncoderRules: OperatorRules<LabelEncoderNode> = {
  infer(node, [x]) {
    requireElementType(x!, [node.from]);
    return valueType(node.to, x!.shape);
  },
  run(node, inputs) {
    const x = asTensor(inputs[0]);
    const table = new Map(node.keys.map((key, i) => [key, node.values[i]!]));
    const found = Array.from(x.data as ArrayLike<number | string>, (element) => table.get(element) ?? node.missing);
    return node.to === "string"
      ? stringTensor(x.shape, found as string[])
      : numberTensor(node.to, x.shape, found as number[]);
  },
};
