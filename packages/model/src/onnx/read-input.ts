import type { GraphInput } from "../graph/graph.ts";
import { GraphError } from "../graph/graph-error.ts";
import { quoteName } from "../graph/quote-name.ts";
import type { Dimension } from "../graph/shape.ts";
import { dataTypeName, elementTypeOf } from "./element-types.ts";
import type { TensorShapeProto_Dimension, ValueInfoProto } from "./generated/onnx-ml_pb.ts";

/**
 * What an input takes. The first axis may be open, under whatever name: it is the rows.
 *
 * @throws {GraphError} INPUT_UNSUPPORTED for sequences, maps, unknown shapes and element types that are not supported.
 */
export function readInput(info: ValueInfoProto): GraphInput {
  const type = info.type?.value;
  if (type?.case !== "tensorType") {
    throw unsupported(info, `is ${type?.case === undefined ? "of no type" : "no tensor"}`);
  }
  const elementType = elementTypeOf(type.value.elemType);
  if (elementType === undefined) throw unsupported(info, `has elements of type ${dataTypeName(type.value.elemType)}`);
  if (type.value.shape === undefined) throw unsupported(info, "has no shape");
  return { name: info.name, elementType, shape: type.value.shape.dim.map((size) => readSize(info, size)) };
}

function readSize(info: ValueInfoProto, size: TensorShapeProto_Dimension): Dimension {
  if (size.value.case !== "dimValue" || size.value.value <= 0n) return null;
  if (size.value.value < 2n ** 31n) return Number(size.value.value);
  throw unsupported(info, `has an axis of ${size.value.value} elements`);
}

function unsupported(info: ValueInfoProto, what: string): GraphError {
  return new GraphError("INPUT_UNSUPPORTED", {
    reason: `the input ${quoteName(info.name)} ${what}`,
    advice: "Export the model with one tensor of fixed width, or with one input per column",
  });
}
