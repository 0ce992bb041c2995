import { create, toBinary } from "@bufbuild/protobuf";
import type { Graph } from "../graph/graph.ts";
import type { ValueType } from "../graph/shape.ts";
import {
  TensorProto_DataType as DataType,
  GraphProtoSchema,
  ModelProtoSchema,
  type TypeProto,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./generated/onnx-ml_pb.ts";
import { OnnxWriter } from "./onnx-writer.ts";
import { WRITTEN_DATA_TYPES } from "./tensor-proto.ts";
import { writeNode } from "./write-node.ts";

/** IR version 9, opset 20 of ai.onnx and 3 of ai.onnx.ml: onnx 1.15 and later, onnxruntime 1.17 and later. */
const IR_VERSION = 9n;
const OPSETS = [
  { domain: "", version: 20n },
  { domain: "ai.onnx.ml", version: 3n },
];

/**
 * An ONNX file that computes what the graph computes, in single precision. Floats are written as float32, integers as
 * int64.
 *
 * @example await writeFile("model.onnx", writeOnnx(graph));
 */
export function writeOnnx(graph: Graph): Uint8Array {
  const writer = new OnnxWriter();
  for (const [name, tensor] of graph.constants) writer.addConstant(name, tensor);
  for (const node of graph.nodes) writeNode(writer, node);
  const proto = create(GraphProtoSchema, {
    name: graph.name === "" ? "model" : graph.name,
    node: writer.nodes,
    initializer: writer.initializers,
    input: graph.inputs.map(({ name }) => valueInfo(graph, name)),
    output: graph.outputs.map((name) => valueInfo(graph, name)),
  });
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "velum",
    opsetImport: OPSETS,
    graph: proto,
  });
  return toBinary(ModelProtoSchema, model);
}

function valueInfo(graph: Graph, name: string): ValueInfoProto {
  const type = graph.types.get(name)!;
  return create(ValueInfoProtoSchema, {
    name,
    type: type.elementType === "maps" ? mapsType(graph, name) : tensorType(type),
  });
}

function tensorType({ elementType, shape }: ValueType): TypeProto {
  if (elementType === "maps") throw new TypeError("maps are no tensor");
  const dim = shape.map((size) =>
    size === null
      ? { value: { case: "dimParam" as const, value: "rows" } }
      : { value: { case: "dimValue" as const, value: BigInt(size) } },
  );
  const value = { elemType: WRITTEN_DATA_TYPES[elementType], shape: { dim } };
  return create(TypeProtoSchema, { value: { case: "tensorType", value } });
}

/** What ZipMap makes: a sequence of maps from class to score. */
function mapsType(graph: Graph, name: string): TypeProto {
  const maker = graph.nodes.find(({ output }) => output === name);
  const words = maker?.kind === "zipMap" && typeof maker.keys[0] === "string";
  const score = create(TypeProtoSchema, { value: { case: "tensorType", value: { elemType: DataType.FLOAT } } });
  const map = create(TypeProtoSchema, {
    value: { case: "mapType", value: { keyType: words ? DataType.STRING : DataType.INT64, valueType: score } },
  });
  return create(TypeProtoSchema, { value: { case: "sequenceType", value: { elemType: map } } });
}
