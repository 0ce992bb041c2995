import { GraphError } from "../graph-error.ts";
import { asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { valueType } from "../shape.ts";
import { numberTensor } from "../tensor.ts";

/** A new last axis with 1 at the category and 0 elsewhere. Floats are cut to integers before they are looked up. */
export interface OneHotNode extends NodeBase {
  readonly kind: "oneHot";
  readonly categories: readonly number[] | readonly string[];
  /** Whether an unknown category gives zeros; otherwise it is an error. */
  readonly zeros: boolean;
}

export const oneHotRules: OperatorRules<OneHotNode> = {
  infer(node, [x]) {
    requireElementType(x!, typeof node.categories[0] === "string" ? ["string"] : ["float", "int"]);
    return valueType("float", [...x!.shape, node.categories.length]);
  },
  run(node, inputs) {
    const x = asTensor(inputs[0]);
    const width = node.categories.length;
    const places = new Map<number | string, number>(node.categories.map((category, place) => [category, place]));
    const data = new Float64Array(x.data.length * width);
    for (let i = 0; i < x.data.length; i++) {
      const element = x.data[i]!;
      const place = places.get(typeof element === "number" ? Math.trunc(element) : element);
      if (place !== undefined) data[i * width + place] = 1;
      else if (!node.zeros) throw unknownCategory(i);
    }
    return numberTensor("float", [...x.shape, width], data);
  },
};

function unknownCategory(position: number): GraphError {
  const reason = `element ${position} is of a category that the model does not know`;
  return new GraphError("RUN_INPUT_INVALID", { reason });
}
