import { GraphError } from "../graph-error.ts";
import { asTensor, type NodeBase, type OperatorRules, requireElementType } from "../operator-rules.ts";
import { describeShape, type Shape, staticSize, type ValueType, valueType } from "../shape.ts";
import { elementCount, numberTensor, stringTensor, type Tensor } from "../tensor.ts";

/** Puts values one after the other along an axis. */
export interface ConcatNode extends NodeBase {
  readonly kind: "concat";
  /** Counted from the left. */
  readonly axis: number;
}

export const concatRules: OperatorRules<ConcatNode> = {
  infer(node, inputs) {
    const first = inputs[0]!;
    requireElementType(first, ["float", "int", "bool", "string"]);
    const sizes = inputs.map((input) => sizeBeside(first, input, node.axis));
    return valueType(
      first.elementType,
      first.shape.with(
        node.axis,
        sizes.reduce((sum, size) => sum + size, 0),
      ),
    );
  },
  run(node, inputs) {
    const tensors = inputs.map(asTensor);
    const shape = tensors[0]!.shape.with(
      node.axis,
      tensors.reduce((sum, one) => sum + one.shape[node.axis]!, 0),
    );
    const outer = elementCount(shape.slice(0, node.axis));
    const first = tensors[0]!;
    if (first.elementType === "string") {
      const pieces = tensors as readonly (Tensor & { data: readonly string[] })[];
      return stringTensor(
        shape,
        blocks(pieces, outer).flatMap(([data, start, end]) => data.slice(start, end)),
      );
    }
    const pieces = tensors as readonly (Tensor & { data: Float64Array })[];
    const data = new Float64Array(elementCount(shape));
    let at = 0;
    for (const [source, start, end] of blocks(pieces, outer)) {
      data.set(source.subarray(start, end), at);
      at += end - start;
    }
    return numberTensor(first.elementType, shape, data);
  },
};

/** The runs of elements that follow each other in the result: source, start and end. */
function blocks<Data extends { readonly length: number }>(
  pieces: readonly { readonly data: Data }[],
  outer: number,
): [data: Data, start: number, end: number][] {
  return Array.from({ length: outer }, (_, row) =>
    pieces.map(({ data }): [Data, number, number] => {
      const width = data.length / outer;
      return [data, row * width, (row + 1) * width];
    }),
  ).flat();
}

function sizeBeside(first: ValueType, input: ValueType, axis: number): number {
  requireElementType(input, [first.elementType]);
  const others = (shape: Shape) => describeShape(shape.filter((_, index) => index !== axis));
  if (input.shape.length !== first.shape.length || others(input.shape) !== others(first.shape)) {
    const reason = `cannot put ${describeShape(input.shape)} beside ${describeShape(first.shape)} along axis ${axis}`;
    throw new GraphError("SHAPE_MISMATCH", { reason });
  }
  return staticSize(input.shape, axis);
}
