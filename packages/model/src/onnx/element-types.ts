import type { ElementType } from "../graph/tensor.ts";
import { TensorProto_DataType as DataType } from "./generated/onnx-ml_pb.ts";

/** Our element type for an ONNX data type; undefined for those that no model here uses (complex, 8 bits and less). */
export function elementTypeOf(dataType: number): ElementType | undefined {
  return ELEMENT_TYPES.get(dataType);
}

/** `FLOAT16`, or the number where the format knows no name. */
export function dataTypeName(dataType: number): string {
  return Object.entries(DataType).find(([, value]) => value === dataType)?.[0] ?? String(dataType);
}

const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [DataType.FLOAT, "float"],
  [DataType.DOUBLE, "float"],
  [DataType.FLOAT16, "float"],
  [DataType.BFLOAT16, "float"],
  [DataType.INT8, "int"],
  [DataType.INT16, "int"],
  [DataType.INT32, "int"],
  [DataType.INT64, "int"],
  [DataType.UINT8, "int"],
  [DataType.UINT16, "int"],
  [DataType.UINT32, "int"],
  [DataType.UINT64, "int"],
  [DataType.BOOL, "bool"],
  [DataType.STRING, "string"],
]);
