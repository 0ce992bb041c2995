import { GraphError } from "../graph-error.ts";
import { asNumbers, type NodeBase, type OperatorRules, requireElementType, requireRank } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import type { MapSequence } from "../tensor.ts";

/** One map per row, from class to score. */
export interface ZipMapNode extends NodeBase {
  readonly kind: "zipMap";
  readonly keys: readonly number[] | readonly string[];
}

export const zipMapRules: OperatorRules<ZipMapNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float"]);
    requireRank(x!, 2);
    if (staticSize(x!.shape, 1) !== node.keys.length) {
      throw new GraphError("SHAPE_MISMATCH", { reason: `${node.keys.length} classes for ${x!.shape[1]} scores` });
    }
    return valueType("maps", x!.shape);
  },
  run(node, inputs): MapSequence {
    const x = asNumbers(inputs[0]);
    const shape = [x.shape[0]!, node.keys.length] as const;
    return Object.freeze({ elementType: "maps", keys: node.keys, shape, data: x.data });
  },
};
