import {
  type Graph,
  type GraphNode,
  isComparison,
  isConnective,
  type NumberTensor,
  numberTensor,
  runNode,
  type Tensor,
} from "@velum/model/graph";
import { type Affine, addAffine, foldMatrix, foldScales, foldSelection, stackAffine } from "../passes/fold-affine.ts";
import { isProduct } from "./before-products.ts";
import { type CoreValue, clearValue, coreValue, type SymbolicValue } from "./core-value.ts";
import type { NetworkBuilder } from "./network-builder.ts";
import { constantExpression, type ScalarExpression } from "./scalar-expression.ts";

type NodeOf<Kind extends GraphNode["kind"]> = Extract<GraphNode, { kind: Kind }>;

/** What the walk through a graph knows. */
export interface CoreContext {
  readonly graph: Graph;
  readonly builder: NetworkBuilder;
  /** Values of each row, by name. */
  readonly values: ReadonlyMap<string, SymbolicValue>;
  /** Values that a matrix product needs: activations before them cannot be left to the client. */
  readonly beforeProduct: ReadonlySet<string>;
}

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

/** The value that a node reads, if it is one of each row. */
function rowValue({ values }: CoreContext, name: string): CoreValue | undefined {
  const value = values.get(name);
  return value?.kind === "core" ? value : undefined;
}

function rowShape({ graph }: CoreContext, name: string): readonly number[] | undefined {
  const [rows, ...shape] = graph.types.get(name)!.shape;
  const sameRows = rows === graph.inputs[0]?.shape[0];
  return sameRows && shape.every((size) => size !== null) ? shape : undefined;
}

/** The affine map behind a value; an activation is computed only where a matrix product needs it. */
function affineValue(context: CoreContext, value: CoreValue, node: GraphNode): CoreValue | undefined {
  const affine = context.builder.affineOf(value);
  if (affine !== undefined) return coreValue(affine, value.base.depth, value.shape);
  return isProduct(node) || context.beforeProduct.has(node.output) ? context.builder.activate(value) : undefined;
}

/** What a node makes of one row in which the values `name` are `data`. */
function probe({ graph }: CoreContext, node: GraphNode, rows: ReadonlyMap<string, Tensor>): Float64Array {
  return (runNode(node, new Map([...graph.constants, ...rows])) as NumberTensor).data;
}

function oneRow(shape: readonly number[], data: Float64Array): Tensor {
  return numberTensor("float", [1, ...shape], data);
}

const counting = (size: number, start = 0): Float64Array => new Float64Array(size).map((_, i) => start + i);

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

/** Selecting and computing element by element may change places. */
function select(value: CoreValue, places: readonly number[], shape: readonly number[]): CoreValue {
  const unmoved = places.length === value.base.affine.outputs && places.every((place, i) => place === i);
  const base = unmoved ? value.base : { ...value.base, affine: foldSelection(value.base.affine, places) };
  return { ...value, base, shape };
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

/** A node that is a line for each element: two probes show scale and shift. */
function readScales(context: CoreContext, node: GraphNode, input: number): SymbolicValue {
  const name = node.inputs[input]!;
  const value = rowValue(context, name);
  const shape = rowShape(context, node.output);
  const affine = value === undefined ? undefined : affineValue(context, value, node);
  if (affine === undefined || shape === undefined) return clearValue("scales values after the last layer");
  const places = spread(context, affine, shape);
  const wide = select(affine, places, shape);
  const run = (data: Float64Array) => probe(context, node, new Map([[name, oneRow(shape, data)]]));
  const shift = run(new Float64Array(places.length));
  const scale = run(new Float64Array(places.length).fill(1)).map((end, i) => end - shift[i]!);
  return coreValue(foldScales(wide.base.affine, scale, shift), wide.base.depth, shape);
}

/** Where each element of a larger result comes from, when a value is broadcast to it. */
function spread(context: CoreContext, value: CoreValue, shape: readonly number[]): number[] {
  const zeros = oneRow(shape, new Float64Array(shape.reduce((product, size) => product * size, 1)));
  const add: GraphNode = { kind: "binary", function: "add", name: "spread", inputs: ["value", "zeros"], output: "" };
  const places = oneRow(value.shape, counting(value.base.affine.outputs));
  return Array.from(
    probe(
      context,
      add,
      new Map([
        ["value", places],
        ["zeros", zeros],
      ]),
    ),
  );
}

function readCast(context: CoreContext, node: NodeOf<"cast">): SymbolicValue {
  const from = context.graph.types.get(node.inputs[0]!)!.elementType;
  const value = rowValue(context, node.inputs[0]!);
  if (node.to === "float" && from === "float" && value !== undefined) return value;
  return clearValue(`casts ${from} to ${node.to}`);
}

function readUnary(context: CoreContext, node: NodeOf<"unary">): SymbolicValue {
  const value = rowValue(context, node.inputs[0]!)!;
  return { ...value, expression: { kind: "unary", function: node.function, of: value.expression } };
}

function readBinary(context: CoreContext, node: NodeOf<"binary">): SymbolicValue {
  const combined = combineElements(context, node, ([left, right]) => ({
    kind: "binary",
    function: node.function,
    left: left!,
    right: right!,
  }));
  return combined ?? readDifferentOperands(context, node);
}

/** Operands that are no functions of the same numbers: a scale or shift of its own for each, or a sum of affine maps. */
function readDifferentOperands(context: CoreContext, node: NodeOf<"binary">): SymbolicValue {
  const [left, right] = node.inputs.map((name) => rowValue(context, name));
  if (isComparison(node.function) || isConnective(node.function)) return clearValue("compares different values");
  if (left !== undefined && right !== undefined) return addValues(context, node, left, right);
  const isLine = ["add", "sub", "mul"].includes(node.function) || (node.function === "div" && left !== undefined);
  return isLine ? readScales(context, node, left === undefined ? 1 : 0) : clearValue(`${node.function} is no line`);
}

function addValues(context: CoreContext, node: NodeOf<"binary">, a: CoreValue, b: CoreValue): SymbolicValue {
  const shape = rowShape(context, node.output);
  const [left, right] = [affineValue(context, a, node), affineValue(context, b, node)];
  if (shape === undefined || (node.function !== "add" && node.function !== "sub")) {
    return clearValue("multiplies different values of the row");
  }
  if (left === undefined || right === undefined || left.base.depth !== right.base.depth) {
    return clearValue("adds values of different layers: the layers are no chain");
  }
  const [first, second] = [left, right].map((value) => select(value, spread(context, value, shape), shape).base.affine);
  return coreValue(addAffine(first!, second!, node.function === "add" ? 1 : -1), left.base.depth, shape);
}

function readWhere(context: CoreContext, node: NodeOf<"where">): SymbolicValue {
  const combined = combineElements(context, node, ([condition, yes, no]) => ({
    kind: "where",
    condition: condition!,
    yes: yes!,
    no: no!,
  }));
  return combined ?? clearValue("chooses between different values");
}

/** One expression, where all operands are functions of the same numbers or one constant for all elements. */
function combineElements(
  context: CoreContext,
  node: GraphNode,
  combine: (operands: readonly ScalarExpression[]) => ScalarExpression,
): CoreValue | undefined {
  const values = node.inputs.flatMap((name) => rowValue(context, name) ?? []);
  const operands = node.inputs.map(
    (name) => rowValue(context, name)?.expression ?? uniform(context.graph.constants.get(name)),
  );
  const [first] = values;
  const shape = rowShape(context, node.output);
  const oneBase = values.every(({ base }) => base === first?.base);
  if (first === undefined || !oneBase || shape?.length !== first.shape.length) return undefined;
  if (shape.some((size, axis) => size !== first.shape[axis])) return undefined;
  return operands.every((operand) => operand !== undefined) ? { ...first, expression: combine(operands) } : undefined;
}

/** A constant that is the same for every element. */
function uniform(tensor: Tensor | undefined): ScalarExpression | undefined {
  if (tensor === undefined || tensor.elementType === "string" || tensor.data.length === 0) return undefined;
  return tensor.data.every((value) => value === tensor.data[0]) ? constantExpression(tensor.data[0]!) : undefined;
}
