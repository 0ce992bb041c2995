import { GraphError } from "../graph-error.ts";
import { asNumbers, type NodeBase, type OperatorRules, requireElementType, requireRank } from "../operator-rules.ts";
import { broadcastShapes, describeShape, type Shape, staticSize, valueType } from "../shape.ts";
import { broadcastStrides, sourceIndices, stridesOf } from "../strides.ts";
import { numberTensor } from "../tensor.ts";

/** `alpha op(a) op(b) + beta c`, where `op` transposes or not and `inputs[2]`, the bias c, may be missing. */
export interface GemmNode extends NodeBase {
  readonly kind: "gemm";
  readonly alpha: number;
  readonly beta: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const gemmRules: OperatorRules<GemmNode> = {
  infer(node, inputs) {
    for (const input of inputs) requireElementType(input, ["float"]);
    for (const matrix of inputs.slice(0, 2)) requireRank(matrix, 2);
    const shape = productShape(node, inputs[0]!.shape, inputs[1]!.shape);
    const withBias = inputs[2] === undefined ? shape : broadcastShapes(shape, inputs[2].shape);
    if (describeShape(withBias) !== describeShape(shape)) {
      throw new GraphError("SHAPE_MISMATCH", { reason: `the bias does not fit a result of ${describeShape(shape)}` });
    }
    return valueType("float", shape);
  },
  run(node, inputs) {
    const [a, b] = [asNumbers(inputs[0]), asNumbers(inputs[1])];
    const shape = productShape(node, a.shape, b.shape) as readonly [number, number];
    const [rows, columns] = shape;
    const inner = a.shape[node.transposeA ? 0 : 1]!;
    const [aRow, aColumn] = orient(stridesOf(a.shape), node.transposeA);
    const [bRow, bColumn] = orient(stridesOf(b.shape), node.transposeB);
    const data = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += a.data[row * aRow + k * aColumn]! * b.data[k * bRow + column * bColumn]!;
        data[row * columns + column] = node.alpha * sum;
      }
    }
    if (inputs[2] !== undefined) addScaled(data, shape, asNumbers(inputs[2]), node.beta);
    return numberTensor("float", shape, data);
  },
};

function productShape(node: GemmNode, a: Shape, b: Shape): Shape {
  const [rows, inner] = orient(a, node.transposeA);
  if (staticSize(a, node.transposeA ? 0 : 1) !== staticSize(b, node.transposeB ? 1 : 0)) {
    throw new GraphError("SHAPE_MISMATCH", { reason: `${inner} columns meet a matrix of ${describeShape(b)}` });
  }
  return [rows, orient(b, node.transposeB)[1]];
}

function orient<T>(pair: readonly T[], transpose: boolean): [T, T] {
  return transpose ? [pair[1]!, pair[0]!] : [pair[0]!, pair[1]!];
}

function addScaled(
  data: Float64Array,
  shape: readonly number[],
  bias: { readonly shape: readonly number[]; readonly data: Float64Array },
  factor: number,
): void {
  const indices = sourceIndices(shape, broadcastStrides(bias.shape, shape));
  for (let i = 0; i < data.length; i++) data[i]! += factor * bias.data[indices[i]!]!;
}
