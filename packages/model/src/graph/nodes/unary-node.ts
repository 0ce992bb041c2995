import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { type ScalarFunction, type ScalarFunctionName, scalarFunction } from "../scalar-function.ts";
import { valueType } from "../shape.ts";
import { type NumberElementType, numberTensor } from "../tensor.ts";

/** A function of one number, applied to each element. */
export interface UnaryNode extends NodeBase {
  readonly kind: "unary";
  readonly function: ScalarFunction;
}

export const unaryRules: OperatorRules<UnaryNode> = {
  infer(node, [x]) {
    requireElementType(x!, acceptedBy(node.function.name));
    return valueType(x!.elementType, x!.shape);
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    return numberTensor(x.elementType, x.shape, x.data.map(scalarFunction(node.function)));
  },
};

function acceptedBy(name: ScalarFunctionName): readonly NumberElementType[] {
  if (name === "not") return ["bool"];
  return ["neg", "abs", "relu", "clip"].includes(name) ? ["float", "int"] : ["float"];
}
