import { nextPowerOfTwo } from "../contract/packing.ts";
import { VelumError } from "../errors.ts";
import type { ConstantNode, DiagonalEncoding, PeriodicEncoding } from "./nodes/constant.ts";
import { entryCount, type Tensor, type Tensors } from "./tensor.ts";

/** A constant in slots. */
export type SlotConstant = ConstantNode<DiagonalEncoding | PeriodicEncoding>;

/**
 * The tensor of a constant in slots, its shape checked against the encoding.
 * @throws VelumError PROGRAM_TENSOR
 */
export function slotTensor({ tensor: name, encoding }: SlotConstant, tensors: Tensors, slotCount: number): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw tensorError("a tensor of the bundle", "an unknown name");
  const { shape, data } = tensor;
  const axes = encoding.order === "diagonal" ? 2 : 1;
  if (shape.length !== axes) throw tensorError(`${axes} axes`, String(shape.length));
  if (entryCount(shape) !== data.length) throw tensorError(`${entryCount(shape)} entries`, String(data.length));
  if (data.length === 0) throw tensorError("at least one entry", "none");
  const [rows = 0, columns = 1] = shape;
  const { repeat, index, shift } = encoding.order === "diagonal" ? encoding : { repeat: 1, index: 0, shift: 0 };
  const fits = nextPowerOfTwo(rows) <= slotCount && nextPowerOfTwo(columns) * repeat <= slotCount;
  if (!fits || index >= slotCount || shift >= slotCount)
    throw tensorError(`periods of at most ${slotCount} slots`, "longer ones");
  return tensor;
}

/** After how many slots a constant repeats. @throws VelumError PROGRAM_TENSOR */
export function constantPeriod(node: SlotConstant, tensors: Tensors, slotCount: number): number {
  const [rows = 0, columns = 1] = slotTensor(node, tensors, slotCount).shape;
  const { encoding } = node;
  const own = nextPowerOfTwo(rows);
  return encoding.order === "periodic" ? own : Math.max(own, encoding.repeat * nextPowerOfTwo(columns));
}

/**
 * The N/2 real slots that a constant stands for.
 * @throws VelumError PROGRAM_TENSOR
 */
export function constantSlots(node: SlotConstant, tensors: Tensors, slotCount: number): Float64Array<ArrayBuffer> {
  const { shape, data } = slotTensor(node, tensors, slotCount);
  const [rows = 0, columns = 1] = shape;
  const period = nextPowerOfTwo(rows);
  const { encoding } = node;
  if (encoding.order === "periodic") return Float64Array.from({ length: slotCount }, (_, i) => data[i % period] ?? 0);
  const { repeat, index, shift } = encoding;
  const width = nextPowerOfTwo(columns);
  return Float64Array.from({ length: slotCount }, (_, slot) => {
    const i = (slot - shift + slotCount) % slotCount;
    const [row, column] = [i % period, (Math.floor(i / repeat) + index) % width];
    return row < rows && column < columns ? data[row * columns + column]! : 0;
  });
}

const tensorError = (expected: string, got: string): VelumError =>
  new VelumError("PROGRAM_TENSOR", { argument: "constant.tensor", expected, got });
