import { asNumbers, type NodeBase, type OperatorRules, requireElementType, requireRank } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import { numberTensor } from "../tensor.ts";

export type Norm = "l1" | "l2" | "max";

/** Divides each row by its norm; a row of zeros stays as it is. */
export interface NormalizerNode extends NodeBase {
  readonly kind: "normalizer";
  readonly norm: Norm;
}

export const normalizerRules: OperatorRules<NormalizerNode> = {
  infer(_, [x]) {
    requireElementType(x!, ["float", "int"]);
    requireRank(x!, 2);
    staticSize(x!.shape, 1);
    return valueType("float", x!.shape);
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    const width = x.shape[1]!;
    const data = new Float64Array(x.data.length);
    for (let start = 0; start < data.length; start += width) {
      const row = x.data.subarray(start, start + width);
      const norm = NORMS[node.norm](row);
      for (let i = 0; i < width; i++) data[start + i] = norm === 0 ? row[i]! : row[i]! / norm;
    }
    return numberTensor("float", x.shape, data);
  },
};

const NORMS: Record<Norm, (row: Float64Array) => number> = {
  l1: (row) => row.reduce((sum, value) => sum + Math.abs(value), 0),
  l2: (row) => Math.hypot(...row),
  max: (row) => row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
};
