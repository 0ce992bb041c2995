import { floatTensor } from "../../graph/tensor.ts";
import type { NodeReader } from "../node-reader.ts";

/** What a linear model of ai.onnx.ml does with its scores last. */
export type PostTransform = "NONE" | "LOGISTIC" | "SOFTMAX";

/** @throws {GraphError} OPERATOR_FORM_UNSUPPORTED for SOFTMAX_ZERO and PROBIT. */
export function readPostTransform(node: NodeReader): PostTransform {
  const transform = node.attributes.string("post_transform", "NONE");
  if (transform === "NONE" || transform === "LOGISTIC" || transform === "SOFTMAX") return transform;
  throw node.unsupported(`post_transform ${transform} is not supported`, "Use NONE, LOGISTIC or SOFTMAX");
}

/** Emits the transform of a table of scores; `output` names the result. */
export function emitPostTransform(node: NodeReader, scores: string, transform: PostTransform, output?: string): string {
  if (transform === "LOGISTIC")
    return node.emit({ kind: "unary", function: { name: "sigmoid" }, inputs: [scores] }, output);
  if (transform === "SOFTMAX")
    return node.emit({ kind: "softmax", axis: 1, logarithm: false, inputs: [scores] }, output);
  return node.emit({ kind: "identity", inputs: [scores] }, output);
}

/** `[1 - p, p]` of a column of probabilities p. */
export function emitBothClasses(node: NodeReader, positive: string, output: string): void {
  const one = node.constant(floatTensor([], [1]));
  const negative = node.emit({ kind: "binary", function: "sub", inputs: [one, positive] });
  node.emit({ kind: "concat", axis: 1, inputs: [negative, positive] }, output);
}
