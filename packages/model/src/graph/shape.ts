import { GraphError } from "./graph-error.ts";
import type { ElementType } from "./tensor.ts";

/** A size, or `null` for the number of rows, which is known only when the model runs. */
export type Dimension = number | null;

export type Shape = readonly Dimension[];

/** What is known of a value before the model runs. */
export interface ValueType {
  readonly elementType: ElementType | "maps";
  readonly shape: Shape;
}

/** More elements a row than any encrypted program can hold; keeps hostile shapes from reserving memory. */
const MOST_ELEMENTS_A_ROW = 2 ** 24;

const MOST_DIMENSIONS = 8;

/** A frozen type of a value whose size is within the limits. */
export function valueType(elementType: ValueType["elementType"], shape: Shape): ValueType {
  if (shape.length > MOST_DIMENSIONS) {
    throw new GraphError("MODEL_TOO_LARGE", {
      reason: `a value has ${shape.length} dimensions, at most ${MOST_DIMENSIONS} are read`,
    });
  }
  if (elementsOfARow(shape) > MOST_ELEMENTS_A_ROW) {
    const reason = `a value of shape ${describeShape(shape)} has more than ${MOST_ELEMENTS_A_ROW} elements a row`;
    throw new GraphError("MODEL_TOO_LARGE", { reason });
  }
  return Object.freeze({ elementType, shape: Object.freeze([...shape]) });
}

/** The product of all sizes that are known. */
export function elementsOfARow(shape: Shape): number {
  return shape.reduce<number>((product, size) => product * (size ?? 1), 1);
}

export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((size) => size !== null);
}

/** `[rows, 13]`, for messages. */
export function describeShape(shape: Shape): string {
  return `[${shape.map((size) => size ?? "rows").join(", ")}]`;
}

/**
 * The shape of an elementwise result (ONNX, "Broadcasting in ONNX", multidirectional).
 *
 * @throws {GraphError} SHAPE_MISMATCH when two sizes differ and neither is 1.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = sizeFromTheRight(a, axis - rank);
    const right = sizeFromTheRight(b, axis - rank);
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new GraphError("SHAPE_MISMATCH", { reason: `shapes ${describeShape(a)} and ${describeShape(b)} do not fit` });
  });
}

function sizeFromTheRight(shape: Shape, index: number): Dimension {
  return -index > shape.length ? 1 : shape.at(index)!;
}

/**
 * An axis counted from the left, from one that may count from the right.
 *
 * @throws {GraphError} SHAPE_MISMATCH when the value has no such axis.
 */
export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && normal >= 0 && normal < rank) return normal;
  throw new GraphError("SHAPE_MISMATCH", { reason: `axis ${axis} of a value with ${rank} dimensions` });
}

/**
 * The size of an axis that an operator works along.
 *
 * @throws {GraphError} ROWS_MIXED for the axis of the rows: each row must be answered for itself.
 */
export function staticSize(shape: Shape, axis: number): number {
  const size = shape[axis];
  if (typeof size === "number") return size;
  throw new GraphError("ROWS_MIXED", {
    reason: `works along axis ${axis} of ${describeShape(shape)}, across different rows`,
    advice:
      "Every row must be answered for itself: keep the first axis for the rows and let operators work along the others",
  });
}
