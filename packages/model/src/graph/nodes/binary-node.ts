import { type BinaryFunction, binaryFunction, isComparison, isConnective } from "../binary-function.ts";
import { GraphError } from "../graph-error.ts";
import { asNumbers, asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { broadcastShapes, type ValueType, valueType } from "../shape.ts";
import { broadcastStrides, sourceIndices } from "../strides.ts";
import { elementCount, type NumberElementType, numberTensor, type Tensor } from "../tensor.ts";

/** A function of two values, element by element, with broadcasting. */
export interface BinaryNode extends NodeBase {
  readonly kind: "binary";
  readonly function: BinaryFunction;
}

export const binaryRules: OperatorRules<BinaryNode> = {
  infer(node, [a, b]) {
    checkOperands(node.function, a!, b!);
    return valueType(
      resultType(node.function, a!.elementType as NumberElementType),
      broadcastShapes(a!.shape, b!.shape),
    );
  },
  run(node, [left, right]) {
    const a = asTensor(left);
    const b = asTensor(right);
    const shape = broadcastShapes(a.shape, b.shape) as readonly number[];
    if (a.elementType === "string" || b.elementType === "string") return equalStrings(shape, a, b);
    const compute = functionOf(node.function, a.elementType);
    const data = combine(shape, asNumbers(a), asNumbers(b), compute);
    return numberTensor(resultType(node.function, a.elementType), shape, data);
  },
};

function checkOperands(name: BinaryFunction, a: ValueType, b: ValueType): void {
  if (isConnective(name)) requireElementType(a, ["bool"]);
  else if (name === "equal") requireElementType(a, ["float", "int", "bool", "string"]);
  else requireElementType(a, ["float", "int"]);
  if (a.elementType === b.elementType || (name === "pow" && b.elementType === "int")) return;
  throw new GraphError("TYPE_MISMATCH", { reason: `operands are ${a.elementType} and ${b.elementType}` });
}

function resultType(name: BinaryFunction, operand: NumberElementType): NumberElementType {
  return isComparison(name) || isConnective(name) ? "bool" : operand;
}

function functionOf(name: BinaryFunction, elementType: NumberElementType): (a: number, b: number) => number {
  return elementType === "int" && (name === "div" || name === "pow") ? INTEGER[name] : binaryFunction(name);
}

const INTEGER: Record<"div" | "pow", (a: number, b: number) => number> = {
  div: (a, b) => Math.trunc(a / b),
  pow: (a, b) => Math.trunc(a ** b),
};

interface Operand<Element> {
  readonly shape: readonly number[];
  readonly data: ArrayLike<Element>;
}

function combine<Element>(
  shape: readonly number[],
  a: Operand<Element>,
  b: Operand<Element>,
  compute: (a: Element, b: Element) => number,
): Float64Array {
  const result = new Float64Array(elementCount(shape));
  const left = indicesOf(a, shape);
  const right = indicesOf(b, shape);
  for (let i = 0; i < result.length; i++) {
    result[i] = compute(a.data[left === undefined ? i : left[i]!]!, b.data[right === undefined ? i : right[i]!]!);
  }
  return result;
}

/** Undefined where the operand has the shape of the result already. */
function indicesOf(operand: Operand<unknown>, shape: readonly number[]): Uint32Array | undefined {
  if (operand.data.length === elementCount(shape)) return undefined;
  return sourceIndices(shape, broadcastStrides(operand.shape, shape));
}

function equalStrings(shape: readonly number[], a: Tensor, b: Tensor): Tensor {
  const data = combine<unknown>(shape, a, b, (left, right) => Number(left === right));
  return numberTensor("bool", shape, data);
}
