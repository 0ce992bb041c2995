import { GraphError } from "../graph/graph-error.ts";
import { describeShape } from "../graph/shape.ts";
import { numberTensor, stringTensor, type Tensor } from "../graph/tensor.ts";
import { dataTypeName, elementTypeOf } from "./element-types.ts";
import { type ExternalFiles, externalBytes } from "./external-data.ts";
import {
  TensorProto_DataType as DataType,
  type TensorProto,
  TensorProto_DataLocation,
} from "./generated/onnx-ml_pb.ts";
import { brainFloat, halfFloat, NUMBER_FORMATS, type NumberFormat, safeInteger } from "./number-formats.ts";
import { decodeText } from "./text.ts";

export interface TensorSource {
  /** What a message calls the tensor: `initializer "w"`. */
  readonly label: string;
  readonly externalFiles: ExternalFiles;
  readonly maxElements: number;
}

/**
 * The tensor in a message. Its declared size is compared with what the file holds before anything is allocated.
 *
 * @throws {GraphError} TENSOR_INVALID, MODEL_TOO_LARGE, WEIGHTS_NOT_FINITE or EXTERNAL_DATA.
 */
export function readTensor(proto: TensorProto, source: TensorSource): Tensor {
  const shape = readShape(proto, source);
  const elementType = elementTypeOf(proto.dataType);
  if (elementType === undefined) throw invalid(source, `has elements of type ${dataTypeName(proto.dataType)}`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (elementType === "string") return stringTensor(shape, readStrings(proto, shape, count, source));
  const format = NUMBER_FORMATS.get(proto.dataType)!;
  const data = readNumbers(proto, { shape, count, format }, source);
  if (elementType === "float" && !data.every(Number.isFinite)) throw notFinite(source);
  return numberTensor(elementType, shape, data);
}

function readShape(proto: TensorProto, source: TensorSource): number[] {
  if (proto.segment !== undefined) throw invalid(source, "is stored in segments, which no exporter writes");
  return proto.dims.map((size) => {
    if (size >= 0n && size <= 2n ** 31n) return Number(size);
    throw invalid(source, `declares an axis of ${size} elements`);
  });
}

interface Layout {
  readonly shape: readonly number[];
  readonly count: number;
  readonly format: NumberFormat;
}

function readNumbers(proto: TensorProto, layout: Layout, source: TensorSource): Float64Array {
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL || proto.externalData.length > 0) {
    return readRaw(externalBytes(proto, source.label, source.externalFiles), layout, source);
  }
  if (proto.rawData.length > 0) return readRaw(proto.rawData, layout, source);
  const stored = storedNumbers(proto);
  if (stored.count !== layout.count) throw wrongSize(source, layout.shape, `${stored.count} elements`);
  requireRoom(layout.count, source);
  return stored.read();
}

function readRaw(bytes: Uint8Array, { shape, count, format }: Layout, source: TensorSource): Float64Array {
  if (bytes.length !== count * format.bytes)
    throw wrongSize(source, shape, `${bytes.length} bytes`, count * format.bytes);
  requireRoom(count, source);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = format.read(view, i * format.bytes);
  return data;
}

interface StoredNumbers {
  readonly count: number;
  readonly read: () => Float64Array;
}

/** The elements where they are not raw bytes: which field holds them, and how (onnx-ml.proto, TensorProto). */
function storedNumbers(proto: TensorProto): StoredNumbers {
  switch (proto.dataType) {
    case DataType.FLOAT:
      return stored(proto.floatData, Number);
    case DataType.DOUBLE:
      return stored(proto.doubleData, Number);
    case DataType.INT64:
      return stored(proto.int64Data, safeInteger);
    case DataType.UINT32:
    case DataType.UINT64:
      return stored(proto.uint64Data, safeInteger);
    case DataType.FLOAT16:
      return stored(proto.int32Data, halfFloat);
    case DataType.BFLOAT16:
      return stored(proto.int32Data, brainFloat);
    case DataType.BOOL:
      return stored(proto.int32Data, (value) => Number(value !== 0));
    default:
      return stored(proto.int32Data, Number);
  }
}

/** A loop: `Float64Array.from` goes through an iterator, which was measured to take six times as long and more. */
function stored<Element>(values: readonly Element[], toNumber: (value: Element) => number): StoredNumbers {
  const read = () => {
    const data = new Float64Array(values.length);
    for (let i = 0; i < data.length; i++) data[i] = toNumber(values[i]!);
    return data;
  };
  return { count: values.length, read };
}

function readStrings(proto: TensorProto, shape: readonly number[], count: number, source: TensorSource): string[] {
  if (proto.stringData.length !== count) throw wrongSize(source, shape, `${proto.stringData.length} strings`);
  return proto.stringData.map((bytes) => decodeText(bytes, source.label));
}

function requireRoom(count: number, { label, maxElements }: TensorSource): void {
  if (count <= maxElements) return;
  throw new GraphError("MODEL_TOO_LARGE", {
    reason: `${label} has ${count} elements, ${maxElements} are left to read`,
  });
}

function wrongSize(source: TensorSource, shape: readonly number[], held: string, bytes?: number): GraphError {
  const declared = bytes === undefined ? "" : ` (${bytes} bytes)`;
  return invalid(source, `declares ${describeShape(shape)}${declared} and holds ${held}`);
}

function invalid(source: TensorSource, what: string): GraphError {
  return new GraphError("TENSOR_INVALID", { reason: `${source.label} ${what}`, advice: "Export the model again" });
}

function notFinite(source: TensorSource): GraphError {
  return new GraphError("WEIGHTS_NOT_FINITE", {
    reason: `${source.label} holds NaN or infinity`,
    advice: "Train the model again, for example with a lower learning rate, and look at its loss",
  });
}
