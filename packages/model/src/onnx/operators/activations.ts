import type { ScalarFunction } from "../../graph/scalar-function.ts";
import { elementCount, floatTensor } from "../../graph/tensor.ts";
import type { NodeReader, OperatorReader } from "../node-reader.ts";

function emitFunction(node: NodeReader, description: ScalarFunction): void {
  node.emit({ kind: "unary", function: description, inputs: [node.input(0)] }, node.output(0));
}

/** Operators without attributes: Neg, Relu, Sigmoid and the like. */
export function unary(description: ScalarFunction): OperatorReader {
  return (node) => emitFunction(node, description);
}

/** Elu, LeakyRelu and Swish, each with its default. */
export function withAlpha(name: "elu" | "leakyRelu" | "swish", fallback: number): OperatorReader {
  return (node) => emitFunction(node, { name, alpha: node.attributes.float("alpha", fallback) });
}

export function hardSigmoid(node: NodeReader): void {
  const { attributes } = node;
  emitFunction(node, {
    name: "hardSigmoid",
    alpha: attributes.float("alpha", 0.2),
    beta: attributes.float("beta", 0.5),
  });
}

/** `x * hardSigmoid(x)` with the slope and the shift that ONNX fixes. */
export function hardSwish(node: NodeReader): void {
  emitFunction(node, { name: "hardSwish", alpha: 1 / 6, beta: 0.5 });
}

export function gelu(node: NodeReader): void {
  const approximation = node.attributes.string("approximate", "none");
  if (approximation !== "none" && approximation !== "tanh") throw node.unsupported("approximate must be none or tanh");
  emitFunction(node, { name: "gelu", approximation });
}

/** PRelu with one slope for all elements, which is LeakyRelu. */
export function pRelu(node: NodeReader): void {
  const slope = node.optionalNumbers(1, "slopes");
  if (slope === undefined || slope.some((value) => value !== slope[0])) {
    throw node.unsupported("has several slopes", "Use one slope for the layer, as torch.nn.PReLU() has by default");
  }
  emitFunction(node, { name: "leakyRelu", alpha: slope[0] ?? 0 });
}

/** `gamma (exp(x) - 1) alpha` below zero and `gamma x` above: an Elu, scaled. */
export function selu(node: NodeReader): void {
  const alpha = node.attributes.float("alpha", 1.6732632);
  const gamma = node.constant(floatTensor([], [node.attributes.float("gamma", 1.050701)]));
  const elu = node.emit({ kind: "unary", function: { name: "elu", alpha }, inputs: [node.input(0)] });
  node.emit({ kind: "binary", function: "mul", inputs: [elu, gamma] }, node.output(0));
}

/** Bounds are attributes before opset 11 and constant inputs from then on. */
export function clip(node: NodeReader): void {
  const [min, max] = node.opset < 11 ? boundsInAttributes(node) : [bound(node, 1), bound(node, 2)];
  emitFunction(node, { name: "clip", min: min ?? Number.NEGATIVE_INFINITY, max: max ?? Number.POSITIVE_INFINITY });
}

function boundsInAttributes({ attributes }: NodeReader): [number | undefined, number | undefined] {
  return [
    attributes.has("min") ? attributes.float("min", 0) : undefined,
    attributes.has("max") ? attributes.float("max", 0) : undefined,
  ];
}

function bound(node: NodeReader, index: number): number | undefined {
  const tensor = node.optionalConstant(index, "bounds");
  if (tensor === undefined) return undefined;
  if (tensor.elementType === "string" || elementCount(tensor.shape) !== 1)
    throw node.unsupported("a bound is no number");
  return tensor.data[0];
}
