import { GraphError } from "../graph-error.ts";
import { asNumbers, asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import { takeElements } from "../strides.ts";
import { elementCount } from "../tensor.ts";

/** The elements of `inputs[0]` along an axis at the places in `inputs[1]`. ArrayFeatureExtractor is read as this. */
export interface GatherNode extends NodeBase {
  readonly kind: "gather";
  /** Counted from the left. */
  readonly axis: number;
}

export const gatherRules: OperatorRules<GatherNode> = {
  infer(node, [x, places]) {
    requireElementType(x!, ["float", "int", "bool", "string"]);
    requireElementType(places!, ["int"]);
    staticSize(x!.shape, node.axis);
    const shape = [...x!.shape.slice(0, node.axis), ...places!.shape, ...x!.shape.slice(node.axis + 1)];
    return valueType(x!.elementType, shape);
  },
  run(node, inputs) {
    const x = asTensor(inputs[0]);
    const places = asNumbers(inputs[1]);
    const size = x.shape[node.axis]!;
    const [before, after] = [x.shape.slice(0, node.axis), x.shape.slice(node.axis + 1)];
    const chosen = Array.from(places.data, (place) => requirePlace(place, size));
    const inner = elementCount(after);
    const block = chosen.length * inner;
    const indices = Uint32Array.from({ length: elementCount(before) * block }, (_, i) => {
      const row = Math.floor(i / block);
      return (row * size + chosen[Math.floor((i % block) / inner)]!) * inner + (i % inner);
    });
    return takeElements(x, [...before, ...places.shape, ...after], indices);
  },
};

function requirePlace(place: number, size: number): number {
  const normal = place < 0 ? place + size : place;
  if (normal >= 0 && normal < size) return normal;
  throw new GraphError("SHAPE_MISMATCH", { reason: `place ${place} of an axis of ${size}` });
}
