import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { valueType } from "../shape.ts";
import { type NumberElementType, numberTensor } from "../tensor.ts";

/** Changes what the numbers are taken for; floats are cut towards zero to become integers. */
export interface CastNode extends NodeBase {
  readonly kind: "cast";
  readonly to: NumberElementType;
}

export const castRules: OperatorRules<CastNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float", "int", "bool"]);
    return valueType(node.to, x!.shape);
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    return numberTensor(node.to, x.shape, x.data.map(CONVERSIONS[node.to]));
  },
};

const CONVERSIONS: Record<NumberElementType, (x: number) => number> = {
  float: (x) => x,
  int: Math.trunc,
  bool: (x) => (x === 0 ? 0 : 1),
};
