import { floatTensor, numberTensor } from "../../graph/tensor.ts";
import type { NodeReader } from "../node-reader.ts";
import { emitLargestLabel, emitLinear, featureCount, readLabels } from "./linear-models.ts";
import { emitPostTransform, type PostTransform, readPostTransform } from "./post-transform.ts";

/** A linear kernel makes a linear model: the sum of the support vectors, each times its coefficient, is its weights. */
export function svmRegressor(node: NodeReader): void {
  const { coefficients, vectors, rho } = readMachine(node);
  const supports = node.attributes.int("n_supports", 0);
  if (node.attributes.flag("one_class", false)) throw node.unsupported("one-class machines are not supported");
  if (readPostTransform(node) !== "NONE") throw node.unsupported("post_transform must be NONE");
  const machine = { coefficients, vectors, features: featureCount(node) };
  const weights = supports === 0 ? coefficients : combine(machine, coefficients, range(0, supports));
  emitLinear(node, weights, [rho[0] ?? 0], node.output(0));
}

/** One linear score for each class (liblinear), or one for each pair of classes, which then vote (libsvm). */
export function svmClassifier(node: NodeReader): void {
  const { coefficients, vectors, rho } = readMachine(node);
  const perClass = node.attributes.ints("vectors_per_class") ?? [];
  if ((node.attributes.floats("prob_a") ?? []).length > 0 || (node.attributes.floats("prob_b") ?? []).length > 0) {
    throw node.unsupported("probabilities of support vector machines are not supported", CALIBRATE);
  }
  const transform = readPostTransform(node);
  const labels = readLabels(node);
  const classes = labels.data.length;
  if (perClass.length === 0) {
    const scores = emitLinear(node, coefficients, new Array<number>(classes).fill(rho[0] ?? 0));
    emitLargestLabel(node, scores, labels);
    if (node.hasOutput(1)) emitPostTransform(node, scores, transform, node.output(1));
    return;
  }
  requireGroups(node, perClass, classes, coefficients.length);
  const machine = { coefficients, vectors, features: featureCount(node) };
  const pairs = pairsOf(classes);
  const weights = pairs.flatMap((pair) => pairWeights(machine, perClass, pair));
  const scores = emitLinear(
    node,
    weights,
    pairs.map((_, index) => rho[index] ?? 0),
  );
  emitLargestLabel(node, emitVotes(node, scores, pairs, classes), labels);
  if (node.hasOutput(1)) emitScores(node, scores, pairs.length, transform);
}

/** Each pair of classes is a score of its own: more than these no encrypted answer holds. */
const MOST_CLASSES = 64;

function requireGroups(node: NodeReader, perClass: readonly number[], classes: number, coefficients: number): void {
  const total = perClass.reduce((sum, count) => sum + count, 0);
  if (perClass.length !== classes || coefficients !== (classes - 1) * total || perClass.some((count) => count < 0)) {
    throw node.unsupported(
      `${perClass.length} groups of ${total} vectors with ${coefficients} coefficients for ${classes} classes`,
    );
  }
  if (classes > MOST_CLASSES) throw node.unsupported(`${classes} classes, at most ${MOST_CLASSES} are supported`);
}

const CALIBRATE = "Train with probability=False, and calibrate with CalibratedClassifierCV or in Velum";

interface Machine {
  readonly coefficients: readonly number[];
  readonly vectors: readonly number[];
  readonly features: number;
}

function readMachine(node: NodeReader): { coefficients: number[]; vectors: number[]; rho: number[] } {
  const { attributes } = node;
  attributes.ignore("kernel_params");
  const kernel = attributes.string("kernel_type", "LINEAR");
  if (kernel !== "LINEAR") {
    const advice = 'Train with kernel="linear", or a small neural network on the same data';
    throw node.unsupported(`the kernel ${kernel} compares with every support vector`, advice);
  }
  return {
    coefficients: attributes.floats("coefficients") ?? [],
    vectors: attributes.floats("support_vectors") ?? [],
    rho: attributes.floats("rho") ?? [],
  };
}

type Pair = readonly [first: number, second: number];

function pairsOf(classes: number): Pair[] {
  return range(0, classes).flatMap((first) => range(first + 1, classes).map((second): Pair => [first, second]));
}

/**
 * Row `second - 1` of the coefficients holds what the vectors of `first` weigh against `second`, row `first` the other
 * way round (libsvm, README, "sv_coef").
 */
function pairWeights(machine: Machine, perClass: readonly number[], [first, second]: Pair): number[] {
  const starts = perClass.map((_, index) => perClass.slice(0, index).reduce((sum, count) => sum + count, 0));
  const total = perClass.reduce((sum, count) => sum + count, 0);
  const members = (one: number) => range(starts[one]!, starts[one]! + perClass[one]!);
  const left = combine(machine, machine.coefficients.slice((second - 1) * total), members(first));
  const right = combine(machine, machine.coefficients.slice(first * total), members(second));
  return left.map((value, i) => value + right[i]!);
}

function combine(
  { vectors, features }: Machine,
  coefficients: readonly number[],
  members: readonly number[],
): number[] {
  return range(0, features).map((feature) =>
    members.reduce(
      (sum, vector) =>
        sum + (coefficients[vector] ?? Number.NaN) * (vectors[vector * features + feature] ?? Number.NaN),
      0,
    ),
  );
}

/** The votes of each class: of each pair the first gets one where the score is above zero, the second elsewhere. */
function emitVotes(node: NodeReader, scores: string, pairs: readonly Pair[], classes: number): string {
  const [zero, one] = [node.constant(floatTensor([], [0])), node.constant(floatTensor([], [1]))];
  const above = node.emit({ kind: "binary", function: "greater", inputs: [scores, zero] });
  const wins = node.emit({ kind: "cast", to: "float", inputs: [above] });
  const losses = node.emit({ kind: "binary", function: "sub", inputs: [one, wins] });
  const ballots = node.emit({ kind: "concat", axis: 1, inputs: [wins, losses] });
  const votes = range(0, classes).map((candidate) => {
    const won = pairs.flatMap(([first], pair) => (first === candidate ? [pair] : []));
    const lost = pairs.flatMap(([, second], pair) => (second === candidate ? [pair + pairs.length] : []));
    const places = node.constant(numberTensor("int", [won.length + lost.length], [...won, ...lost]));
    const own = node.emit({ kind: "gather", axis: 1, inputs: [ballots, places] });
    return node.emit({ kind: "reduce", function: "sum", axes: [1], keepDimensions: true, inputs: [own] });
  });
  return node.emit({ kind: "concat", axis: 1, inputs: votes });
}

/** Two classes get the score and its negative, as if each had one; more classes get the scores of the pairs. */
function emitScores(node: NodeReader, scores: string, pairs: number, transform: PostTransform): void {
  if (pairs > 1) {
    emitPostTransform(node, scores, transform, node.output(1));
    return;
  }
  if (transform === "SOFTMAX")
    throw node.unsupported("takes the softmax of one score", "Use post_transform LOGISTIC or NONE");
  const negative = node.emit({ kind: "unary", function: { name: "neg" }, inputs: [scores] });
  const both = node.emit({ kind: "concat", axis: 1, inputs: [negative, scores] });
  emitPostTransform(node, both, transform, node.output(1));
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(end - start, 0) }, (_, i) => start + i);
}
