import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "../src/onnx/generated/onnx-ml_pb.ts";

/** Small models for tests, written as an exporter would. */
export interface SmallModel {
  readonly opset?: number;
  readonly inputs: Readonly<Record<string, readonly [dataType: number, shape: readonly (number | null)[]]>>;
  readonly nodes: readonly NodeProto[];
  readonly initializers?: readonly TensorProto[];
  readonly outputs: readonly string[];
}

export function buildOnnx({ opset = 17, inputs, nodes, initializers = [], outputs }: SmallModel): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: "test",
    node: [...nodes],
    initializer: [...initializers],
    input: Object.entries(inputs).map(([name, [elemType, shape]]) => ({
      name,
      type: { value: { case: "tensorType" as const, value: { elemType, shape: { dim: shape.map(dimension) } } } },
    })),
    output: outputs.map((name) => create(ValueInfoProtoSchema, { name })),
  });
  const opsetImport = [
    { domain: "", version: BigInt(opset) },
    { domain: "ai.onnx.ml", version: 3n },
  ];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph }));
}

function dimension(size: number | null) {
  return size === null
    ? { value: { case: "dimParam" as const, value: "N" } }
    : { value: { case: "dimValue" as const, value: BigInt(size) } };
}

export type AttributeValue =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly bigint[]
  | readonly string[]
  | TensorProto;

/** Numbers become floats, bigints integers. */
export function onnxNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeProto {
  const [opType, domain] = operator.startsWith("ml.") ? [operator.slice(3), "ai.onnx.ml"] : [operator, ""];
  return create(NodeProtoSchema, {
    name: `the ${opType}`,
    opType,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  const make = (init: Partial<AttributeProto>) => create(AttributeProtoSchema, { name, ...init } as object);
  if (typeof value === "number") return make({ type: AttributeType.FLOAT, f: value });
  if (typeof value === "bigint") return make({ type: AttributeType.INT, i: value });
  if (typeof value === "string") return make({ type: AttributeType.STRING, s: utf8(value) });
  if (!Array.isArray(value)) return make({ type: AttributeType.TENSOR, t: value as TensorProto });
  if (typeof value[0] === "string") return make({ type: AttributeType.STRINGS, strings: value.map(utf8) });
  if (typeof value[0] === "bigint") return make({ type: AttributeType.INTS, ints: value as bigint[] });
  return make({ type: AttributeType.FLOATS, floats: value as number[] });
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function floatInitializer(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: DataType.FLOAT, floatData: [...values] });
}

export function intInitializer(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: DataType.INT64,
    int64Data: values.map(BigInt),
  });
}

export { DataType };
