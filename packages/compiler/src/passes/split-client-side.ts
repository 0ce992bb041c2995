import { type Graph, GraphError, type GraphNode, quoteName } from "@velum/model/graph";
import { namesBeforeProducts } from "../network/before-products.ts";
import { type CoreValue, coreValue, type SymbolicValue } from "../network/core-value.ts";
import type { Network } from "../network/layers.ts";
import { NetworkBuilder } from "../network/network-builder.ts";
import { readCoreNode } from "../network/read-core.ts";
import { type Affine, foldSelection, identityAffine, stackAffine } from "./fold-affine.ts";
import { type BoundaryValue, headGraph, headNodes } from "./split-head.ts";
import { type Cut, tailGraph } from "./split-tail.ts";

/** A model in three parts, which together compute what the graph computes. */
export interface SplitModel {
  /** What the client does with its inputs before encryption; its output `features` has one row of numbers a row. */
  readonly head: Graph;
  /** What is computed on encrypted features. All weights are here, and here only. */
  readonly core: Network;
  /** What the client does after decryption; its input `scores` has one row of numbers a row. */
  readonly tail: Graph;
}

/**
 * Splits a model in what the client does in the clear before (impute, scale, encode) and after (sigmoid, softmax,
 * labels), and the layers between them. Everything before the first matrix product that needs no other weights goes to
 * the head, standardisation included; everything after the last affine layer goes to the tail. Affine steps between
 * activations are one layer, rows of the last layer that differ only in sign are one row.
 *
 * @throws {GraphError} GRAPH_NOT_SPLITTABLE when the layers form no chain, or weights would be needed in the tail.
 */
export function splitClientSide(graph: Graph): SplitModel {
  const inHead = headNodes(graph);
  const boundary = boundaryOf(graph, inHead);
  const builder = new NetworkBuilder(boundary.reduce((total, { size }) => total + size, 0));
  const values = coreValues(graph, inHead, boundary, builder);
  const names = cutNames(graph, values, new Set(boundary.map(({ name }) => name)), builder);
  const { affine, cuts } = mergeRows(names.map((name) => ({ name, affine: lastAffine(name, values, builder) })));
  return Object.freeze({
    head: headGraph(graph, inHead, boundary),
    core: builder.finish(affine),
    tail: tailGraph(graph, cuts, affine.outputs),
  });
}

function boundaryOf(graph: Graph, inHead: ReadonlySet<GraphNode>): BoundaryValue[] {
  const made = new Set([...graph.inputs.map(({ name }) => name), ...[...inHead].map(({ output }) => output)]);
  const read = graph.nodes.filter((node) => !inHead.has(node)).flatMap(({ inputs }) => inputs);
  const names = [...new Set(read.filter((name) => made.has(name)))];
  if (names.length === 0) throw notSplittable("the model has no layer with weights: there is nothing to encrypt");
  return names.map((name) => boundaryValue(graph, name));
}

function boundaryValue(graph: Graph, name: string): BoundaryValue {
  const { elementType, shape: full } = graph.types.get(name)!;
  const [rows, ...shape] = full;
  const fits = elementType === "float" && (rows === null || rows === 1) && shape.every((size) => size !== null);
  if (!fits) throw notSplittable(`${quoteName(name)} is no table of numbers with a row for each answer`);
  return { name, shape, size: shape.reduce((product, size) => product * size, 1) };
}

function coreValues(
  graph: Graph,
  inHead: ReadonlySet<GraphNode>,
  boundary: readonly BoundaryValue[],
  builder: NetworkBuilder,
): ReadonlyMap<string, SymbolicValue> {
  const values = new Map<string, SymbolicValue>(boundaryValues(boundary));
  const context = { graph, builder, values, beforeProduct: namesBeforeProducts(graph) };
  for (const node of graph.nodes) {
    if (!inHead.has(node)) values.set(node.output, readCoreNode(context, node));
  }
  return values;
}

function boundaryValues(boundary: readonly BoundaryValue[]): [string, CoreValue][] {
  const all = identityAffine(boundary.reduce((total, { size }) => total + size, 0));
  let start = 0;
  return boundary.map(({ name, shape, size }) => {
    const places = Array.from({ length: size }, (_, i) => start + i);
    start += size;
    return [name, coreValue(foldSelection(all, places), 0, shape)];
  });
}

/** Walks back from the outputs: a value that is affine in the last activation is decrypted, the others are computed. */
function cutNames(
  graph: Graph,
  values: ReadonlyMap<string, SymbolicValue>,
  boundary: ReadonlySet<string>,
  builder: NetworkBuilder,
): string[] {
  const makers = new Map(graph.nodes.map((node) => [node.output, node]));
  const cuts = new Set<string>();
  const seen = new Set<string>(graph.constants.keys());
  const queue = [...graph.outputs];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const [value, node] = [values.get(name), makers.get(name)];
    if (value === undefined || boundary.has(name)) {
      throw notSplittable(`an output needs ${quoteName(name)}, which comes before the first layer`);
    }
    if (value.kind === "core" && builder.affineOf(value) !== undefined) cuts.add(name);
    else {
      requireNoWeights(node!, value);
      queue.push(...node!.inputs);
    }
  }
  return [...cuts];
}

/** Weights in the tail would be told to every client. */
function requireNoWeights(node: GraphNode, value: SymbolicValue): void {
  if (!["matMul", "gemm", "batchNormalization", "scaler"].includes(node.kind)) return;
  const reason = value.kind === "clear" ? value.reason : "applies weights after the last layer";
  throw notSplittable(reason, node);
}

function lastAffine(name: string, values: ReadonlyMap<string, SymbolicValue>, builder: NetworkBuilder): Affine {
  const value = values.get(name) as CoreValue;
  if (value.base.depth === builder.depth) return builder.affineOf(value)!;
  throw notSplittable(`${quoteName(name)} is of an earlier layer than the last: the layers are no chain`);
}

interface NamedAffine {
  readonly name: string;
  readonly affine: Affine;
}

/** Keeps one of rows that are the same but for their sign: scikit-learn's classifiers of two classes write both. */
function mergeRows(parts: readonly NamedAffine[]): { affine: Affine; cuts: Cut[] } {
  const all = stackAffine(parts.map(({ affine }) => affine));
  const kept: number[] = [];
  const sources = Array.from({ length: all.outputs }, (_, row) => {
    for (const [place, other] of kept.entries()) {
      const sign = [1, -1].find((factor) => isMultiple(all, row, other, factor));
      if (sign !== undefined) return { place, sign };
    }
    kept.push(row);
    return { place: kept.length - 1, sign: 1 };
  });
  let start = 0;
  const cuts = parts.map(({ name, affine: { outputs } }) => {
    start += outputs;
    return { name, sources: sources.slice(start - outputs, start) };
  });
  return { affine: foldSelection(all, kept), cuts };
}

function isMultiple({ inputs, weights, bias }: Affine, row: number, other: number, sign: number): boolean {
  if (weights === undefined || bias[row] !== sign * bias[other]!) return false;
  const [a, b] = [row, other].map((one) => weights.subarray(one * inputs, (one + 1) * inputs));
  return a!.every((value, i) => value === sign * b![i]!);
}

function notSplittable(reason: string, node?: GraphNode): GraphError {
  return new GraphError("GRAPH_NOT_SPLITTABLE", {
    reason,
    advice: "Use a chain of fully connected layers and activations, with outputs computed from the last of them",
    ...(node === undefined ? {} : { node: node.name, operator: node.kind }),
  });
}
