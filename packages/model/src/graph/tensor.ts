import { GraphError } from "./graph-error.ts";

/** What an element is. Every kind of float is a float64 here, every kind of integer a float64 that holds a safe integer. */
export type ElementType = "float" | "int" | "bool" | "string";

export type NumberElementType = Exclude<ElementType, "string">;

/** Numbers in row-major order; booleans are 0 and 1. The data belongs to the tensor and is not to be changed. */
export interface NumberTensor {
  readonly elementType: NumberElementType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface StringTensor {
  readonly elementType: "string";
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

export type Tensor = NumberTensor | StringTensor;

/** One map per row, as ZipMap makes it: `data` is rows x keys, in row-major order. */
export interface MapSequence {
  readonly elementType: "maps";
  readonly keys: readonly (number | string)[];
  readonly shape: readonly [rows: number, keys: number];
  readonly data: Float64Array;
}

/** What a node may produce. */
export type Value = Tensor | MapSequence;

/** @throws {GraphError} TENSOR_INVALID when the data does not fill the shape. */
export function numberTensor(
  elementType: NumberElementType,
  shape: readonly number[],
  data: Float64Array | readonly number[],
): NumberTensor {
  checkSize(shape, data.length);
  const values = data instanceof Float64Array ? data : Float64Array.from(data);
  return Object.freeze({ elementType, shape: Object.freeze([...shape]), data: values });
}

/**
 * A tensor of floats.
 *
 * @example floatTensor([2, 3], [1, 2, 3, 4, 5, 6])
 * @throws {GraphError} TENSOR_INVALID when the data does not fill the shape.
 */
export function floatTensor(shape: readonly number[], data: Float64Array | readonly number[]): NumberTensor {
  return numberTensor("float", shape, data);
}

/** @throws {GraphError} TENSOR_INVALID when the data does not fill the shape. */
export function stringTensor(shape: readonly number[], data: readonly string[]): StringTensor {
  checkSize(shape, data.length);
  return Object.freeze({ elementType: "string", shape: Object.freeze([...shape]), data: Object.freeze([...data]) });
}

/** The same elements under another shape of the same size. */
export function withShape(tensor: Tensor, shape: readonly number[]): Tensor {
  return tensor.elementType === "string"
    ? stringTensor(shape, tensor.data)
    : numberTensor(tensor.elementType, shape, tensor.data);
}

/** The number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function checkSize(shape: readonly number[], length: number): void {
  if (elementCount(shape) === length) return;
  const reason = `a tensor of shape [${shape.join(", ")}] has ${elementCount(shape)} elements, got ${length}`;
  throw new GraphError("TENSOR_INVALID", { reason });
}
