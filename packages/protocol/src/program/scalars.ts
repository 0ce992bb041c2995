import { VelumError } from "../errors.ts";
import type { AddConstantNode } from "./nodes/add-constant.ts";
import type { LinearCombinationNode } from "./nodes/linear-combination.ts";
import { entryCount, type Tensor, type Tensors } from "./tensor.ts";

/**
 * The numbers of a linear combination, one for each input: row `row` of its matrix.
 * @throws VelumError PROGRAM_TENSOR
 */
export function combinationWeights(
  { tensor, row, inputs }: LinearCombinationNode,
  tensors: Tensors,
  argument: string,
): Float64Array {
  const { shape, data } = tensorOf(tensor, tensors, 2, argument);
  const [rows = 0, columns = 0] = shape;
  if (columns !== inputs.length) throw wrong(argument, `${inputs.length} columns`, String(columns));
  if (row >= rows) throw wrong(argument, `a row below ${rows}`, String(row));
  return data.subarray(row * columns, (row + 1) * columns);
}

/** The number that is added. @throws VelumError PROGRAM_TENSOR */
export function addedConstant({ tensor, index }: AddConstantNode, tensors: Tensors, argument: string): number {
  const { data } = tensorOf(tensor, tensors, 1, argument);
  const value = data[index];
  if (value === undefined) throw wrong(argument, `an index below ${data.length}`, String(index));
  return value;
}

function tensorOf(name: string, tensors: Tensors, axes: number, argument: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw wrong(argument, "a tensor of the bundle", "an unknown name");
  const { shape, data } = tensor;
  if (shape.length !== axes) throw wrong(argument, `${axes} axes`, String(shape.length));
  if (entryCount(shape) !== data.length) throw wrong(argument, `${entryCount(shape)} entries`, String(data.length));
  return tensor;
}

const wrong = (argument: string, expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_TENSOR", { argument, expected, got });
