import { GraphError } from "../graph-error.ts";
import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { describeShape, valueType } from "../shape.ts";
import { elementCount, numberTensor } from "../tensor.ts";

/**
 * `scale (x - mean) / sqrt(variance + epsilon) + bias` along axis 1, with the statistics of the training.
 * Inputs: x, scale, bias, mean, variance.
 */
export interface BatchNormalizationNode extends NodeBase {
  readonly kind: "batchNormalization";
  readonly epsilon: number;
}

export const batchNormalizationRules: OperatorRules<BatchNormalizationNode> = {
  infer(_, [x, ...statistics]) {
    requireElementType(x!, ["float"]);
    const channels = x!.shape[1];
    for (const one of statistics) {
      requireElementType(one, ["float"]);
      if (channels === undefined || one.shape.length !== 1 || one.shape[0] !== channels) {
        const reason = `statistics of shape ${describeShape(one.shape)} for an input of ${describeShape(x!.shape)}`;
        throw new GraphError("SHAPE_MISMATCH", { reason });
      }
    }
    return valueType("float", x!.shape);
  },
  run(node, inputs) {
    const [x, scale, bias, mean, variance] = inputs.map(asNumbers);
    const channels = x!.shape[1]!;
    const after = elementCount(x!.shape.slice(2));
    const factors = scale!.data.map((value, i) => value / Math.sqrt(variance!.data[i]! + node.epsilon));
    const data = x!.data.map((value, i) => {
      const channel = Math.floor(i / after) % channels;
      return factors[channel]! * (value - mean!.data[channel]!) + bias!.data[channel]!;
    });
    return numberTensor("float", x!.shape, data);
  },
};
