import { nextPowerOfTwo } from "../contract/packing.ts";
import { VelumError } from "../errors.ts";
import type { CoefficientEncoding, ConstantNode } from "./nodes/constant.ts";
import { entryCount, type Tensor, type Tensors } from "./tensor.ts";

/** A constant in coefficients. */
export type CoefficientConstant = ConstantNode<CoefficientEncoding>;

/**
 * The tensor of a constant node, its shape checked against the encoding.
 * @throws VelumError PROGRAM_TENSOR
 */
export function constantTensor(node: CoefficientConstant, tensors: Tensors, ringDegree: number): Tensor {
  const tensor = tensors.get(node.tensor);
  if (tensor === undefined) throw tensorError("a tensor of the bundle", "an unknown name");
  const { shape, data } = tensor;
  if (entryCount(shape) !== data.length) throw tensorError(`${entryCount(shape)} entries`, String(data.length));
  const { order, block, rows: rowsPerRequest } = node.encoding;
  const [rows = 0, columns = 1] = shape;
  const axes = order === "reversed-blocks" ? 2 : 1;
  if (shape.length !== axes) throw tensorError(`${axes} axes`, String(shape.length));
  if (columns > block) throw tensorError(`at most ${block} columns`, String(columns));
  if (rows === 0 || columns === 0) throw tensorError("at least one entry", "none");
  const most = Math.floor(ringDegree / block / rowsPerRequest);
  if (nextPowerOfTwo(rows) > most) throw tensorError(`at most ${most} rows`, String(rows));
  return tensor;
}

/**
 * The N real coefficients that a constant node stands for, before scaling: what `encodeCoefficients` takes.
 * @throws VelumError PROGRAM_TENSOR
 */
export function constantCoefficients(node: CoefficientConstant, tensors: Tensors, ringDegree: number): Float64Array {
  const { shape, data } = constantTensor(node, tensors, ringDegree);
  const [rows = 0, columns = 1] = shape;
  const { order, block } = node.encoding;
  const coefficients = new Float64Array(ringDegree);
  // One set of weights serves every row of the request; what is added must stand in each.
  const copies = order === "block-ends" ? node.encoding.rows : 1;
  for (let copy = 0; copy < copies; copy++) {
    for (let i = 0; i < rows; i++) {
      const end = (copy * nextPowerOfTwo(rows) + i) * block + block - 1;
      // A vector has one column: its entry lies at the block's end in both orders.
      for (let j = 0; j < columns; j++) coefficients[end - j] = data[i * columns + j]!;
    }
  }
  return coefficients;
}

const tensorError = (expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_TENSOR", { argument: "constant.tensor", expected, got });
