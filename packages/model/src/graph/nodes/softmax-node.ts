import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { staticSize, valueType } from "../shape.ts";
import { elementCount, numberTensor } from "../tensor.ts";

/** Exponentials that add up to 1 along an axis, or their logarithms. */
export interface SoftmaxNode extends NodeBase {
  readonly kind: "softmax";
  /** Counted from the left. */
  readonly axis: number;
  readonly logarithm: boolean;
}

export const softmaxRules: OperatorRules<SoftmaxNode> = {
  infer(node, [x]) {
    requireElementType(x!, ["float"]);
    staticSize(x!.shape, node.axis);
    return valueType("float", x!.shape);
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    const size = x.shape[node.axis]!;
    const inner = elementCount(x.shape.slice(node.axis + 1));
    const data = new Float64Array(x.data.length);
    for (let line = 0; line < x.data.length / size; line++) {
      const start = Math.floor(line / inner) * inner * size + (line % inner);
      softmaxLine(data, x.data, { start, step: inner, size }, node.logarithm);
    }
    return numberTensor("float", x.shape, data);
  },
};

interface Line {
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

/** Subtracts the largest element first, so that no exponential overflows. */
function softmaxLine(out: Float64Array, x: Float64Array, { start, step, size }: Line, logarithm: boolean): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < size; k++) most = Math.max(most, x[start + k * step]!);
  let sum = 0;
  for (let k = 0; k < size; k++) sum += Math.exp(x[start + k * step]! - most);
  for (let k = 0; k < size; k++) {
    const shifted = x[start + k * step]! - most;
    out[start + k * step] = logarithm ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
  }
}
