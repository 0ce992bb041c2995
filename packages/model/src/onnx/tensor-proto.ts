import { create } from "@bufbuild/protobuf";
import type { ElementType, Tensor } from "../graph/tensor.ts";
import { TensorProto_DataType as DataType, type TensorProto, TensorProtoSchema } from "./generated/onnx-ml_pb.ts";

/** The ONNX data types that we write: floats in single precision, integers with 64 bits. */
export const WRITTEN_DATA_TYPES: Readonly<Record<ElementType, DataType>> = {
  float: DataType.FLOAT,
  int: DataType.INT64,
  bool: DataType.BOOL,
  string: DataType.STRING,
};

/** The message of a tensor. */
export function tensorProto(name: string, tensor: Tensor): TensorProto {
  const dims = tensor.shape.map(BigInt);
  const dataType = WRITTEN_DATA_TYPES[tensor.elementType];
  if (tensor.elementType === "string") {
    const stringData = tensor.data.map((text) => new TextEncoder().encode(text));
    return create(TensorProtoSchema, { name, dims, dataType, stringData });
  }
  const numbers = Array.from(tensor.data);
  switch (tensor.elementType) {
    case "int":
      return create(TensorProtoSchema, { name, dims, dataType, int64Data: numbers.map(BigInt) });
    case "bool":
      return create(TensorProtoSchema, { name, dims, dataType, int32Data: numbers });
    default:
      return create(TensorProtoSchema, { name, dims, dataType, rawData: littleEndianFloats(numbers) });
  }
}

function littleEndianFloats(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(i * 4, value, true);
  return bytes;
}
