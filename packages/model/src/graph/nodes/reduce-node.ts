import { asNumbers, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { type Dimension, type Shape, staticSize, valueType } from "../shape.ts";
import { sourceIndices, stridesOf } from "../strides.ts";
import { numberTensor } from "../tensor.ts";

export type Reduction = "sum" | "mean" | "product" | "max" | "min";

/** One number from all elements along some axes. */
export interface ReduceNode extends NodeBase {
  readonly kind: "reduce";
  readonly function: Reduction;
  /** Counted from the left. */
  readonly axes: readonly number[];
  /** Whether the axes stay with size 1. */
  readonly keepDimensions: boolean;
}

export const reduceRules: OperatorRules<ReduceNode> = {
  infer(node, [x]) {
    requireElementType(x!, node.function === "mean" ? ["float"] : ["float", "int"]);
    for (const axis of node.axes) staticSize(x!.shape, axis);
    return valueType(x!.elementType, reducedShape(node, x!.shape));
  },
  run(node, inputs) {
    const x = asNumbers(inputs[0]);
    const strides = stridesOf(x.shape);
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !node.axes.includes(axis));
    const starts = indicesOver(kept, x.shape, strides);
    const steps = indicesOver(node.axes, x.shape, strides);
    const data = new Float64Array(starts.length);
    for (let i = 0; i < data.length; i++) {
      data[i] = REDUCTIONS[node.function](steps.length, (k) => x.data[starts[i]! + steps[k]!]!);
    }
    return numberTensor(x.elementType, reducedShape(node, x.shape) as readonly number[], data);
  },
};

function reducedShape(node: ReduceNode, shape: Shape): Shape {
  return shape.flatMap((size, axis): Dimension[] => {
    if (!node.axes.includes(axis)) return [size];
    return node.keepDimensions ? [1] : [];
  });
}

function indicesOver(axes: readonly number[], shape: readonly number[], strides: readonly number[]): Uint32Array {
  return sourceIndices(
    axes.map((axis) => shape[axis]!),
    axes.map((axis) => strides[axis]!),
  );
}

type Read = (k: number) => number;

const REDUCTIONS: Record<Reduction, (count: number, read: Read) => number> = {
  sum: fold((a, b) => a + b),
  mean: (count, read) => REDUCTIONS.sum(count, read) / count,
  product: fold((a, b) => a * b),
  max: fold(Math.max),
  min: fold(Math.min),
};

function fold(combine: (a: number, b: number) => number): (count: number, read: Read) => number {
  return (count, read) => {
    let result = read(0);
    for (let k = 1; k < count; k++) result = combine(result, read(k));
    return result;
  };
}
