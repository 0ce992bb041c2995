import { GraphError } from "../graph/graph-error.ts";
import { TensorProto_DataType as DataType } from "./generated/onnx-ml_pb.ts";

/** A number format of fixed width: how its little-endian bytes and its stored integers become numbers. */
export interface NumberFormat {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** Formats of `raw_data` by data type (onnx-ml.proto, TensorProto). */
export const NUMBER_FORMATS: ReadonlyMap<number, NumberFormat> = new Map<number, NumberFormat>([
  [DataType.FLOAT, { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [DataType.DOUBLE, { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  [DataType.FLOAT16, { bytes: 2, read: (view, at) => halfFloat(view.getUint16(at, true)) }],
  [DataType.BFLOAT16, { bytes: 2, read: (view, at) => brainFloat(view.getUint16(at, true)) }],
  [DataType.INT8, { bytes: 1, read: (view, at) => view.getInt8(at) }],
  [DataType.INT16, { bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [DataType.INT32, { bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [DataType.INT64, { bytes: 8, read: (view, at) => safeInteger(view.getBigInt64(at, true)) }],
  [DataType.UINT8, { bytes: 1, read: (view, at) => view.getUint8(at) }],
  [DataType.UINT16, { bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [DataType.UINT32, { bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  [DataType.UINT64, { bytes: 8, read: (view, at) => safeInteger(view.getBigUint64(at, true)) }],
  [DataType.BOOL, { bytes: 1, read: (view, at) => Number(view.getUint8(at) !== 0) }],
]);

/** IEEE 754 binary16. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of an IEEE 754 binary32. */
export function brainFloat(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}

const FURTHEST = 2n ** 63n - 2n;

/**
 * A 64-bit integer as a number. The largest and the smallest stand for "to the end" where exporters write a Slice, and
 * may lose their last digits; any other integer must be exact.
 *
 * @throws {GraphError} TENSOR_INVALID for integers beyond 2^53.
 */
export function safeInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) || value > FURTHEST || value < -FURTHEST) return number;
  throw new GraphError("TENSOR_INVALID", { reason: "an integer is larger than 2^53" });
}
