import { type GraphNode, isComparison, isConnective, type Tensor } from "@velum/model/graph";
import { addAffine, foldScales } from "../passes/fold-affine.ts";
import { affineValue, type CoreContext, oneRow, probe, rowShape, rowValue, select, spread } from "./core-context.ts";
import { type CoreValue, clearValue, coreValue, type SymbolicValue } from "./core-value.ts";
import { constantExpression, type ScalarExpression } from "./scalar-expression.ts";

type NodeOf<Kind extends GraphNode["kind"]> = Extract<GraphNode, { kind: Kind }>;

export function readUnary(context: CoreContext, node: NodeOf<"unary">): SymbolicValue {
  const value = rowValue(context, node.inputs[0]!)!;
  return { ...value, expression: { kind: "unary", function: node.function, of: value.expression } };
}

export function readBinary(context: CoreContext, node: NodeOf<"binary">): SymbolicValue {
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

export function readWhere(context: CoreContext, node: NodeOf<"where">): SymbolicValue {
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

/** A node that is a line for each element: two probes show scale and shift. */
export function readScales(context: CoreContext, node: GraphNode, input: number): SymbolicValue {
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
