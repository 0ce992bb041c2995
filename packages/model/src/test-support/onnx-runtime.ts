import * as ort from "onnxruntime-web";
import { numberTensor, stringTensor, type Tensor } from "../graph/index.ts";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

/** What the file says an input is: float32 unless it is named here. */
export type OrtElementType = "float32" | "float64" | "int64" | "int32" | "bool" | "string";

/**
 * What onnxruntime makes of a model: the tensor outputs named in `outputs`.
 *
 * @param elementTypes - element types of inputs by name, where they are not what {@link Tensor} suggests
 */
export async function runOnnxRuntime(
  model: Uint8Array,
  inputs: ReadonlyMap<string, Tensor>,
  outputs: readonly string[],
  elementTypes: Readonly<Record<string, OrtElementType>> = {},
): Promise<Map<string, Tensor>> {
  const session = await ort.InferenceSession.create(model, { graphOptimizationLevel: "disabled", logSeverityLevel: 4 });
  const feeds = Object.fromEntries([...inputs].map(([name, tensor]) => [name, toOrt(tensor, elementTypes[name])]));
  const results = await session.run(feeds, outputs);
  await session.release();
  return new Map(outputs.map((name) => [name, fromOrt(results[name]!)]));
}

function toOrt(tensor: Tensor, elementType?: OrtElementType): ort.Tensor {
  if (tensor.elementType === "string") return new ort.Tensor("string", [...tensor.data], tensor.shape);
  const type =
    elementType ?? { float: "float32" as const, int: "int64" as const, bool: "bool" as const }[tensor.elementType];
  switch (type) {
    case "int64":
      return new ort.Tensor(
        "int64",
        BigInt64Array.from(tensor.data, (value) => BigInt(value)),
        tensor.shape,
      );
    case "int32":
      return new ort.Tensor("int32", Int32Array.from(tensor.data), tensor.shape);
    case "bool":
      return new ort.Tensor("bool", Uint8Array.from(tensor.data), tensor.shape);
    case "float64":
      return new ort.Tensor("float64", Float64Array.from(tensor.data), tensor.shape);
    default:
      return new ort.Tensor("float32", Float32Array.from(tensor.data), tensor.shape);
  }
}

function fromOrt(tensor: ort.Tensor): Tensor {
  if (tensor.type === "string") return stringTensor(tensor.dims, tensor.data as string[]);
  const numbers = Float64Array.from(tensor.data as ArrayLike<number | bigint>, Number);
  if (tensor.type === "bool") return numberTensor("bool", tensor.dims, numbers);
  return numberTensor(tensor.type.startsWith("float") ? "float" : "int", tensor.dims, numbers);
}
