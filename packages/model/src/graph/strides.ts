import { elementCount, numberTensor, stringTensor, type Tensor } from "./tensor.ts";

/** How far apart neighbours along each axis are, in row-major order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Strides that read `shape` as if it were broadcast to `target`: 0 along every repeated axis. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]!));
}

/** Where each element of a result of `shape` lies in a source that is read from `offset` with `strides`. */
export function sourceIndices(shape: readonly number[], strides: readonly number[], offset = 0): Uint32Array {
  const indices = new Uint32Array(elementCount(shape));
  const position = new Array<number>(shape.length).fill(0);
  let source = offset;
  for (let i = 0; i < indices.length; i++) {
    indices[i] = source;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      position[axis]! += 1;
      if (position[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return indices;
}

/** A tensor of `shape` with the elements of `tensor` at `indices`. */
export function takeElements(tensor: Tensor, shape: readonly number[], indices: Uint32Array): Tensor {
  if (tensor.elementType === "string") {
    return stringTensor(
      shape,
      Array.from(indices, (index) => tensor.data[index]!),
    );
  }
  const data = new Float64Array(indices.length);
  for (let i = 0; i < data.length; i++) data[i] = tensor.data[indices[i]!]!;
  return numberTensor(tensor.elementType, shape, data);
}
