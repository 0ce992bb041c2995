import { createGraph, type Graph } from "../graph/graph.ts";
import { atNode, GraphError } from "../graph/graph-error.ts";
import type { GraphNode } from "../graph/node.ts";
import { quoteName } from "../graph/quote-name.ts";
import { sortByDependencies } from "../graph/sort-by-dependencies.ts";
import { Attributes } from "./attributes.ts";
import { decodeModel } from "./decode-model.ts";
import type { ExternalFiles } from "./external-data.ts";
import type { GraphProto } from "./generated/onnx-ml_pb.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { NodeReader } from "./node-reader.ts";
import { type OnnxNode, readNodes } from "./onnx-node.ts";
import { readOpsets } from "./opsets.ts";
import { readInput } from "./read-input.ts";
import { DEFAULT_READ_LIMITS, type ReadLimits } from "./read-limits.ts";
import { readTensor } from "./read-tensor.ts";

export interface ReadOnnxOptions {
  /** Files with weights that belong to the model, by plain file name; no other file is ever looked for. */
  readonly externalData?: ExternalFiles;
  readonly limits?: Partial<ReadLimits>;
}

/**
 * The graph in an ONNX file (opset 9 to 28 of ai.onnx, 1 to 5 of ai.onnx.ml). Operators of ai.onnx.ml that are linear
 * algebra become it, what depends on constants alone is computed, what no output needs is left out.
 *
 * @example const graph = readOnnx(await readFile("heart.onnx"));
 * @throws {GraphError} whatever is wrong with the file, with the node, the operator and what to do instead.
 */
export function readOnnx(bytes: Uint8Array, options: ReadOnnxOptions = {}): Graph {
  const limits = { ...DEFAULT_READ_LIMITS, ...options.limits };
  const externalFiles = options.externalData ?? new Map<string, Uint8Array>();
  const model = decodeModel(bytes, limits);
  const opsets = readOpsets(model.opsetImport);
  const proto = requireGraph(model.graph, limits);
  const nodes = readNodes(proto.node, opsets);
  const sorted = sortByDependencies(givenNames(proto), nodes.map(asStep));
  const builder = new GraphBuilder(limits);
  readInitializers(proto, builder, externalFiles);
  for (const input of realInputs(proto)) builder.addInput(readInput(input));
  for (const { node } of sorted) readNode(node, builder, externalFiles);
  return finish(proto, builder);
}

function requireGraph(graph: GraphProto | undefined, limits: ReadLimits): GraphProto {
  if (graph === undefined || graph.output.length === 0) {
    const reason = graph === undefined ? "the file has no graph" : "the graph has no output";
    throw new GraphError("GRAPH_MISSING", { reason, advice: "Export the model again" });
  }
  if (graph.node.length > limits.maxNodes) {
    const reason = `the graph has ${graph.node.length} nodes, at most ${limits.maxNodes} are read`;
    throw new GraphError("MODEL_TOO_LARGE", { reason });
  }
  if (graph.sparseInitializer.length > 0) {
    throw new GraphError("TENSOR_INVALID", { reason: "initializers are sparse", advice: "Export dense weights" });
  }
  return graph;
}

/** Files of IR version 3 list initializers among the inputs too. */
function realInputs(proto: GraphProto) {
  const initializers = new Set(proto.initializer.map(({ name }) => name));
  return proto.input.filter(({ name }) => !initializers.has(name));
}

function givenNames(proto: GraphProto): string[] {
  return [...realInputs(proto), ...proto.initializer].map(({ name }) => name);
}

function asStep(node: OnnxNode) {
  const named = (names: readonly string[]) => names.filter((name) => name !== "");
  return { name: node.name, operator: node.operator, inputs: named(node.inputs), outputs: named(node.outputs), node };
}

function readInitializers(proto: GraphProto, builder: GraphBuilder, externalFiles: ExternalFiles): void {
  for (const tensor of proto.initializer) {
    const label = `initializer ${quoteName(tensor.name)}`;
    builder.addConstant(tensor.name, readTensor(tensor, { label, externalFiles, maxElements: builder.room }));
  }
}

function readNode(node: OnnxNode, builder: GraphBuilder, externalFiles: ExternalFiles): void {
  atNode(node, () => {
    const attributes = new Attributes(node.proto.attribute, node.operator, {
      externalFiles,
      maxElements: builder.room,
    });
    node.read(new NodeReader(node, builder, attributes));
    attributes.requireAllRead();
  });
}

function finish(proto: GraphProto, builder: GraphBuilder): Graph {
  const outputs = proto.output.map(({ name }) => name);
  const nodes = neededNodes(builder.nodes, outputs);
  const used = new Set([...outputs, ...nodes.flatMap(({ inputs }) => inputs)]);
  const constants = new Map([...builder.constants].filter(([name]) => used.has(name)));
  return createGraph({ name: proto.name, inputs: builder.inputs, constants, nodes, outputs });
}

/** The nodes that an output needs; they come in an order in which they can run. */
function neededNodes(nodes: readonly GraphNode[], outputs: readonly string[]): GraphNode[] {
  const needed = new Set(outputs);
  return nodes
    .toReversed()
    .filter((node) => {
      if (!needed.has(node.output)) return false;
      for (const input of node.inputs) needed.add(input);
      return true;
    })
    .reverse();
}
