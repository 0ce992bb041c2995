import { floatTensor, numberTensor, stringTensor, type Tensor } from "../../graph/tensor.ts";
import type { NodeReader } from "../node-reader.ts";
import { emitBothClasses, emitPostTransform, readPostTransform } from "./post-transform.ts";

/** The table of inputs as floats: a product of matrices takes nothing else. */
export function floatInput(node: NodeReader): string {
  const input = node.input(0);
  if (node.rank(input) !== 2) throw node.unsupported(`expected a table, got ${node.rank(input)} dimensions`);
  return node.type(input).elementType === "float" ? input : node.emit({ kind: "cast", to: "float", inputs: [input] });
}

/** The width of the table of inputs. */
export function featureCount(node: NodeReader): number {
  const width = node.type(node.input(0)).shape[1];
  if (typeof width === "number") return width;
  throw node.unsupported("the number of features is not known");
}

/** Emits `x weights^T + bias`, with a row of weights for each output. */
export function emitLinear(
  node: NodeReader,
  weights: readonly number[],
  bias: readonly number[],
  output?: string,
): string {
  const features = featureCount(node);
  if (weights.length !== bias.length * features) {
    throw node.unsupported(`${weights.length} coefficients for ${bias.length} outputs of ${features} features`);
  }
  const matrix = node.constant(floatTensor([bias.length, features], weights));
  const offsets = node.constant(floatTensor([bias.length], bias));
  const inputs = [floatInput(node), matrix, offsets];
  return node.emit({ kind: "gemm", alpha: 1, beta: 1, transposeA: false, transposeB: true, inputs }, output);
}

export function linearRegressor(node: NodeReader): void {
  const weights = node.attributes.floats("coefficients") ?? [];
  const targets = node.attributes.int("targets", 1);
  const bias = node.attributes.floats("intercepts") ?? new Array<number>(targets).fill(0);
  const transform = readPostTransform(node);
  if (transform === "NONE") emitLinear(node, weights, bias, node.output(0));
  else emitPostTransform(node, emitLinear(node, weights, bias), transform, node.output(0));
}

/** The class labels as a list of integers or strings. */
export function readLabels(node: NodeReader): Tensor {
  const { attributes } = node;
  const [ints, strings] = [attributes.ints("classlabels_ints"), attributes.strings("classlabels_strings")];
  if (ints !== undefined && ints.length > 0) return numberTensor("int", [ints.length], ints);
  if (strings !== undefined && strings.length > 0) return stringTensor([strings.length], strings);
  throw node.unsupported("has no class labels");
}

/** Emits the label of the largest score; output 0, if anything reads it. */
export function emitLargestLabel(node: NodeReader, scores: string, labels: Tensor): void {
  if (!node.hasOutput(0)) return;
  const place = node.emit({ kind: "argMax", axis: 1, keepDimension: false, last: false, inputs: [scores] });
  node.emit({ kind: "gather", axis: 0, inputs: [node.constant(labels), place] }, node.output(0));
}

/** Emits the second label where the one column of scores is above zero, the first elsewhere. */
export function emitThresholdLabel(node: NodeReader, scores: string, labels: Tensor): void {
  if (!node.hasOutput(0)) return;
  const zero = node.constant(floatTensor([], [0]));
  const above = node.emit({ kind: "binary", function: "greater", inputs: [scores, zero] });
  const place = node.emit({ kind: "cast", to: "int", inputs: [above] });
  const flat = node.emit({ kind: "reshape", dimensions: [-1], inputs: [place] });
  node.emit({ kind: "gather", axis: 0, inputs: [node.constant(labels), flat] }, node.output(0));
}

/**
 * A row of coefficients for each class, or one row for two classes, which then get `1 - score` and `score`. The label
 * comes from the scores before the transform; SOFTMAX of one score is none, as in onnxruntime.
 */
export function linearClassifier(node: NodeReader): void {
  node.attributes.ignore("multi_class");
  const labels = readLabels(node);
  const classes = labels.data.length;
  const weights = node.attributes.floats("coefficients") ?? [];
  const rows = weights.length / featureCount(node);
  const bias = node.attributes.floats("intercepts") ?? new Array<number>(rows).fill(0);
  const transform = readPostTransform(node);
  if (bias.length !== classes && !(bias.length === 1 && classes === 2)) {
    throw node.unsupported(`${bias.length} intercepts for ${classes} classes`);
  }
  const scores = emitLinear(node, weights, bias);
  if (bias.length === 1) {
    emitThresholdLabel(node, scores, labels);
    const positive = transform === "LOGISTIC" ? emitPostTransform(node, scores, transform) : scores;
    if (node.hasOutput(1)) emitBothClasses(node, positive, node.output(1));
  } else {
    emitLargestLabel(node, scores, labels);
    if (node.hasOutput(1)) emitPostTransform(node, scores, transform, node.output(1));
  }
}
