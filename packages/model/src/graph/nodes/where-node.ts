import { GraphError } from "../graph-error.ts";
import { asNumbers, asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { broadcastShapes, valueType } from "../shape.ts";
import { broadcastStrides, sourceIndices, takeElements } from "../strides.ts";
import { numberTensor, stringTensor, type Tensor } from "../tensor.ts";

/** `inputs[0]` (bool) chooses between `inputs[1]` and `inputs[2]`, element by element. */
export interface WhereNode extends NodeBase {
  readonly kind: "where";
}

export const whereRules: OperatorRules<WhereNode> = {
  infer(_, [condition, yes, no]) {
    requireElementType(condition!, ["bool"]);
    requireElementType(yes!, ["float", "int", "bool", "string"]);
    if (yes!.elementType !== no!.elementType) {
      throw new GraphError("TYPE_MISMATCH", { reason: `branches are ${yes!.elementType} and ${no!.elementType}` });
    }
    return valueType(yes!.elementType, broadcastShapes(condition!.shape, broadcastShapes(yes!.shape, no!.shape)));
  },
  run(_, inputs) {
    const values = inputs.map(asTensor);
    const shape = values
      .map((value) => value.shape)
      .reduce((all, one) => broadcastShapes(all, one) as readonly number[], []);
    const [condition, yes, no] = values.map((value) => broadcastTo(value, shape)) as [Tensor, Tensor, Tensor];
    const choose = asNumbers(condition).data;
    if (yes.elementType === "string" || no.elementType === "string") {
      return stringTensor(
        shape,
        Array.from(choose, (chosen, i) => String(chosen ? yes.data[i] : no.data[i])),
      );
    }
    return numberTensor(
      yes.elementType,
      shape,
      choose.map((chosen, i) => (chosen ? yes.data[i]! : no.data[i]!)),
    );
  },
};

function broadcastTo(tensor: Tensor, shape: readonly number[]): Tensor {
  return takeElements(tensor, shape, sourceIndices(shape, broadcastStrides(tensor.shape, shape)));
}
