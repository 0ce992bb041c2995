import { create, toBinary } from "@bufbuild/protobuf";
import { type AttributeValue, attributeProto } from "../onnx/attribute-proto.ts";
import {
  TensorProto_DataType as DataType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "../onnx/generated/onnx-ml_pb.ts";

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

/** Numbers become floats, bigints integers. */
export function onnxNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeProto {
  const [opType, domain] = operator.startsWith("ml.") ? [operator.slice(3), "ai.onnx.ml"] : [operator, ""];
  return create(NodeProtoSchema, {
    name: `${opType} of ${outputs[0]}`,
    opType,
    domain,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
  });
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

export type { AttributeValue } from "../onnx/attribute-proto.ts";
export { DataType };
