import { fromBinary } from "@bufbuild/protobuf";
import { GraphError } from "../graph/graph-error.ts";
import { checkWire } from "./check-wire.ts";
import { damaged } from "./damaged.ts";
import { type ModelProto, ModelProtoSchema } from "./generated/onnx-ml_pb.ts";
import type { ReadLimits } from "./read-limits.ts";
import { recognizeFile } from "./recognize-file.ts";

/**
 * The message in the bytes, before anything in it is trusted.
 *
 * @throws {GraphError} MODEL_EMPTY, MODEL_TOO_LARGE, MODEL_NOT_ONNX or MODEL_DAMAGED.
 */
export function decodeModel(bytes: Uint8Array, limits: ReadLimits): ModelProto {
  if (bytes.length === 0) throw new GraphError("MODEL_EMPTY", { reason: "the file is empty" });
  if (bytes.length > limits.maxBytes) {
    throw new GraphError("MODEL_TOO_LARGE", {
      reason: `the file has ${bytes.length} bytes, at most ${limits.maxBytes} are read`,
    });
  }
  const other = recognizeFile(bytes);
  if (other !== undefined) throw notOnnx(`the file is ${other.kind}, not an ONNX file`, other.advice);
  checkWire(ModelProtoSchema, bytes, limits);
  const model = decode(bytes, limits);
  if (model.graph === undefined && model.opsetImport.length === 0) {
    throw notOnnx("the file is not an ONNX file", "Give a file that an ONNX exporter wrote");
  }
  return model;
}

function notOnnx(reason: string, advice: string): GraphError {
  return new GraphError("MODEL_NOT_ONNX", { reason, advice });
}

/** The decoder throws plain errors, and text that is not UTF-8 a TypeError. */
function decode(bytes: Uint8Array, limits: ReadLimits): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false, recursionLimit: limits.maxDepth });
  } catch (cause) {
    throw damaged(cause);
  }
}
