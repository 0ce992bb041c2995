/** A dense array of float64 weights, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** Number of entries of a shape. */
export const entryCount = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
