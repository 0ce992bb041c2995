import { VelumError } from "../errors.ts";
import type { ConstantNode } from "./nodes/constant.ts";
import { entryCount, type Tensor, type Tensors } from "./tensor.ts";

/**
 * The tensor of a constant node, its shape checked against the encoding.
 * @throws VelumError PROGRAM_TENSOR
 */
export function constantTensor(node: ConstantNode, tensors: Tensors, ringDegree: number): Tensor {
  const tensor = tensors.get(node.tensor);
  if (tensor === undefined) throw tensorError("a tensor of the bundle", "an unknown name");
  const { shape, data } = tensor;
  if (entryCount(shape) !== data.length) throw tensorError(`${entryCount(shape)} entries`, String(data.length));
  const { order, block } = node.encoding;
  const [rows = 0, columns = 1] = shape;
  const axes = order === "reversed-blocks" ? 2 : 1;
  if (shape.length !== axes) throw tensorError(`${axes} axes`, String(shape.length));
  if (columns > block) throw tensorError(`at most ${block} columns`, String(columns));
  if (rows * block > ringDegree) throw tensorError(`at most ${ringDegree / block} rows`, String(rows));
  if (rows === 0 || columns === 0) throw tensorError("at least one entry", "none");
  return tensor;
}

/**
 * The N real coefficients that a constant node stands for, before scaling: what `encodeCoefficients` takes.
 * @throws VelumError PROGRAM_TENSOR
 */
export function constantCoefficients(node: ConstantNode, tensors: Tensors, ringDegree: number): Float64Array {
  const { shape, data } = constantTensor(node, tensors, ringDegree);
  const [rows = 0, columns = 1] = shape;
  const { block } = node.encoding;
  const coefficients = new Float64Array(ringDegree);
  for (let i = 0; i < rows; i++) {
    const end = i * block + block - 1;
    // A vector has one column: its entry lies at the block's end in both orders.
    for (let j = 0; j < columns; j++) coefficients[end - j] = data[i * columns + j]!;
  }
  return coefficients;
}

const tensorError = (expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_TENSOR", { argument: "constant.tensor", expected, got });
