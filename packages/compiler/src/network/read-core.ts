import type { GraphNode, NumberTensor, Tensor } from "@velum/model/graph";
import { type Affine, foldMatrix, stackAffine } from "../passes/fold-affine.ts";
import { affineValue, type CoreContext, counting, oneRow, probe, rowShape, rowValue, select } from "./core-context.ts";
import { type CoreValue, clearValue, coreValue, type SymbolicValue } from "./core-value.ts";
import { readBinary, readScales, readUnary, readWhere } from "./read-elementwise.ts";

type NodeOf<Kind extends GraphNode["kind"]> = Extract<GraphNode, { kind: Kind }>;

/** What a node makes of the values that it reads: something encrypted, or something that has to wait. */
export function readCoreNode(context: CoreContext, node: GraphNode): SymbolicValue {
  const waiting = node.inputs.map((name) => context.values.get(name)).find((value) => value?.kind === "clear");
  if (waiting !== undefined) return waiting;
  switch (node.kind) {
    case "identity":
    case "reshape":
    case "slice":
    case "gather":
    case "transpose":
      return readSelection(context, node);
    case "concat":
      return readConcat(context, node);
    case "matMul":
    case "gemm":
      return readProduct(context, node);
    case "reduce":
      return readReduce(context, node);
    case "batchNormalization":
    case "scaler":
      return readScales(context, node, 0);
    case "cast":
      return readCast(context, node);
    case "unary":
      return readUnary(context, node);
    case "binary":
      return readBinary(context, node);
    case "where":
      return readWhere(context, node);
    default:
      return clearValue(`${node.kind} has no encrypted form`);
  }
}

/** Nodes that move elements: a row of numbered places shows which goes where. */
function readSelection(context: CoreContext, node: GraphNode): SymbolicValue {
  const name = node.inputs[0]!;
  const value = rowValue(context, name);
  const shape = rowShape(context, node.output);
  if (value === undefined || shape === undefined) return clearValue("moves elements across rows");
  const size = value.base.affine.outputs;
  const places = probe(context, node, new Map([[name, oneRow(value.shape, counting(size))]]));
  return select(value, Array.from(places), shape);
}

function readConcat(context: CoreContext, node: NodeOf<"concat">): SymbolicValue {
  const values = node.inputs.map((name) => rowValue(context, name));
  const shape = rowShape(context, node.output);
  if (shape === undefined || !values.every((value) => value !== undefined))
    return clearValue("joins constants and values");
  const joined = joinBases(context, values, node);
  if (joined === undefined) return clearValue("joins values of different layers");
  let start = 0;
  const rows = new Map<string, Tensor>();
  for (const [i, value] of values.entries()) {
    const size = value.base.affine.outputs;
    rows.set(`${i}`, oneRow(value.shape, counting(size, start)));
    start += size;
  }
  const places = probe(context, { ...node, inputs: [...rows.keys()] }, rows);
  return select(joined, Array.from(places), shape);
}

/** The values one after the other: affine ones of one layer, or the same function of each. */
function joinBases(context: CoreContext, values: readonly CoreValue[], node: GraphNode): CoreValue | undefined {
  const same = values.every(({ expression }) => JSON.stringify(expression) === JSON.stringify(values[0]!.expression));
  const parts = same ? values : values.map((value) => affineValue(context, value, node));
  if (!parts.every((part) => part !== undefined)) return undefined;
  const [{ base, expression }] = parts as readonly CoreValue[] as [CoreValue];
  if (parts.some((part) => part.base.depth !== base.depth)) return undefined;
  const affine = stackAffine(parts.map((part) => part.base.affine));
  return { kind: "core", base: { affine, depth: base.depth }, expression, shape: [affine.outputs] };
}

function readProduct(context: CoreContext, node: NodeOf<"matMul" | "gemm">): SymbolicValue {
  const weights = context.graph.constants.get(node.inputs[1]!);
  const value = rowValue(context, node.inputs[0]!);
  const shape = rowShape(context, node.output);
  if (weights?.elementType !== "float" || value === undefined || shape === undefined) {
    return clearValue("multiplies values of the row with each other, or rows with rows");
  }
  const input = affineValue(context, value, node);
  if (input === undefined) return clearValue("needs an earlier layer beside the last one: the layers are no chain");
  const bias =
    node.kind === "gemm" && node.inputs[2] !== undefined ? context.graph.constants.get(node.inputs[2]) : undefined;
  if (node.kind === "gemm" && (node.transposeA || (node.inputs[2] !== undefined && bias === undefined))) {
    return clearValue("its bias or its order depends on the row");
  }
  const isTable = input.shape.length === 1 && weights.shape.length === 2;
  return coreValue(
    isTable ? foldTable(node, input, weights, bias) : foldProbes(context, node, input),
    input.base.depth,
    shape,
  );
}

/** The common form, one vector a row and one matrix, without probing. */
function foldTable(node: NodeOf<"matMul" | "gemm">, input: CoreValue, weights: NumberTensor, bias?: Tensor): Affine {
  const transposed = node.kind === "gemm" && node.transposeB;
  const [alpha, beta] = node.kind === "gemm" ? [node.alpha, node.beta] : [1, 0];
  const inner = input.base.affine.outputs;
  const outputs = weights.data.length / inner;
  const matrix = new Float64Array(inner * outputs).map((_, i) => {
    const [row, column] = [Math.floor(i / inner), i % inner];
    return alpha * weights.data[transposed ? i : column * outputs + row]!;
  });
  const offsets = new Float64Array(outputs).map((_, row) =>
    bias === undefined ? 0 : beta * Number(bias.data[row % bias.data.length]),
  );
  return foldMatrix(input.base.affine, matrix, offsets);
}

function readReduce(context: CoreContext, node: NodeOf<"reduce">): SymbolicValue {
  const value = rowValue(context, node.inputs[0]!);
  const shape = rowShape(context, node.output);
  if (value === undefined || shape === undefined || (node.function !== "sum" && node.function !== "mean")) {
    return clearValue(`a reduction to the ${node.function} has no encrypted form`);
  }
  const input = affineValue(context, value, node);
  if (input === undefined) return clearValue("adds up values after the last layer");
  return coreValue(foldProbes(context, node, input), input.base.depth, shape);
}

/** Any linear node: what it makes of each unit vector is a column of its matrix. */
function foldProbes(context: CoreContext, node: GraphNode, input: CoreValue): Affine {
  const inner = input.base.affine.outputs;
  const run = (data: Float64Array) => probe(context, node, new Map([[node.inputs[0]!, oneRow(input.shape, data)]]));
  const offsets = run(new Float64Array(inner));
  const matrix = new Float64Array(offsets.length * inner);
  for (let column = 0; column < inner; column++) {
    const unit = run(new Float64Array(inner).fill(1, column, column + 1));
    for (const [row, value] of unit.entries()) matrix[row * inner + column] = value - offsets[row]!;
  }
  return foldMatrix(input.base.affine, matrix, offsets);
}

function readCast(context: CoreContext, node: NodeOf<"cast">): SymbolicValue {
  const from = context.graph.types.get(node.inputs[0]!)!.elementType;
  const value = rowValue(context, node.inputs[0]!);
  if (node.to === "float" && from === "float" && value !== undefined) return value;
  return clearValue(`casts ${from} to ${node.to}`);
}
