import { type Dimension, elementsOfARow, isStatic } from "../../graph/shape.ts";
import type { NumberElementType } from "../../graph/tensor.ts";
import { numberTensor, stringTensor } from "../../graph/tensor.ts";
import { dataTypeName } from "../element-types.ts";
import { TensorProto_DataType as DataType } from "../generated/onnx-ml_pb.ts";
import type { NodeReader } from "../node-reader.ts";

export function identity(node: NodeReader): void {
  node.emit({ kind: "identity", inputs: [node.input(0)] }, node.output(0));
}

/** Outside of training Dropout passes its input on. */
export function dropout(node: NodeReader): void {
  node.attributes.ignore("ratio", "seed");
  if (node.optionalNumbers(2, "training modes")?.some((mode) => mode !== 0)) {
    throw node.unsupported("is in training mode", "Call model.eval() before the export");
  }
  identity(node);
}

const CAST_TARGETS: ReadonlyMap<number, NumberElementType> = new Map([
  [DataType.FLOAT, "float"],
  [DataType.DOUBLE, "float"],
  [DataType.FLOAT16, "float"],
  [DataType.BFLOAT16, "float"],
  [DataType.INT32, "int"],
  [DataType.INT64, "int"],
  [DataType.BOOL, "bool"],
]);

export function cast(node: NodeReader): void {
  node.attributes.ignore("saturate", "round_mode");
  const dataType = node.attributes.int("to", 0);
  const to = CAST_TARGETS.get(dataType);
  if (to === undefined) throw node.unsupported(`casts to ${dataTypeName(dataType)}`, "Cast to float, int64 or bool");
  node.emit({ kind: "cast", to, inputs: [node.input(0)] }, node.output(0));
}

export function castLike(node: NodeReader): void {
  node.attributes.ignore("saturate", "round_mode");
  const to = node.type(node.input(1)).elementType;
  if (to === "string" || to === "maps") throw node.unsupported(`casts to ${to}`);
  node.emit({ kind: "cast", to, inputs: [node.input(0)] }, node.output(0));
}

/** The value is in one of several attributes (Constant 13 and later). */
export function constant(node: NodeReader): void {
  const { attributes } = node;
  const tensor = attributes.tensor("value");
  const strings = attributes.strings("value_strings");
  const [ints, floats] = [attributes.ints("value_ints"), attributes.floats("value_floats")];
  if (tensor !== undefined) node.addConstantOutput(tensor);
  else if (ints !== undefined) node.addConstantOutput(numberTensor("int", [ints.length], ints));
  else if (floats !== undefined) node.addConstantOutput(numberTensor("float", [floats.length], floats));
  else if (strings !== undefined) node.addConstantOutput(stringTensor([strings.length], strings));
  else scalarConstant(node);
}

function scalarConstant(node: NodeReader): void {
  const { attributes } = node;
  if (attributes.has("value_int")) node.addConstantOutput(numberTensor("int", [], [attributes.int("value_int", 0)]));
  else if (attributes.has("value_float")) {
    node.addConstantOutput(numberTensor("float", [], [attributes.float("value_float", 0)]));
  } else if (attributes.has("value_string")) {
    node.addConstantOutput(stringTensor([], [attributes.string("value_string", "")]));
  } else throw node.unsupported("has no dense value");
}

/** The shape of the input, with NaN for the number of rows; from opset 15 on a part of it. */
export function shape(node: NodeReader): void {
  const sizes = node.type(node.input(0)).shape;
  const start = node.attributes.int("start", 0);
  const end = node.attributes.int("end", sizes.length);
  const part = sizes.slice(start, end).map((size) => size ?? Number.NaN);
  node.addShapeOutput(numberTensor("int", [part.length], part));
}

export function reshape(node: NodeReader): void {
  const target = node.shapeInput(1);
  if (target.includes(0) && node.attributes.flag("allowzero", false)) throw node.unsupported("makes an empty tensor");
  node.attributes.ignore("allowzero");
  const from = node.type(node.input(0)).shape;
  const dimensions = target.map((size, axis) => {
    if (!Number.isNaN(size)) return size;
    return from[axis] === null ? 0 : -1;
  });
  node.emit({ kind: "reshape", dimensions, inputs: [node.input(0)] }, node.output(0));
}

/** Two axes: the product of the first `axis` sizes, and the product of the others. */
export function flatten(node: NodeReader): void {
  const sizes = node.type(node.input(0)).shape;
  const axis = node.attributes.int("axis", 1);
  const cut = axis < 0 ? axis + sizes.length : axis;
  if (cut < 0 || cut > sizes.length) throw node.unsupported(`axis ${axis} of ${sizes.length}`);
  const [first, rest] = [sizes.slice(0, cut), sizes.slice(cut)];
  const dimensions = isStatic(first) ? [elementsOfARow(first), -1] : [-1, elementsOfARow(rest)];
  node.emit({ kind: "reshape", dimensions, inputs: [node.input(0)] }, node.output(0));
}

/** Axes are an attribute before opset 13 and an input from then on. */
function axesOf(node: NodeReader, since: number): number[] | undefined {
  return node.opset < since ? node.attributes.ints("axes") : node.optionalNumbers(1, "axes");
}

export function squeeze(node: NodeReader): void {
  const sizes = node.type(node.input(0)).shape;
  const ones = sizes.flatMap((size, axis) => (size === 1 ? [axis] : []));
  const axes = axesOf(node, 13)?.map((axis) => node.axis(node.input(0), axis)) ?? ones;
  if (axes.some((axis) => sizes[axis] !== 1)) throw node.unsupported("removes an axis whose size is not 1");
  emitReshape(
    node,
    sizes.filter((_, axis) => !axes.includes(axis)),
  );
}

export function unsqueeze(node: NodeReader): void {
  const sizes = node.type(node.input(0)).shape;
  const axes = axesOf(node, 13) ?? [];
  const rank = sizes.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (added.size !== axes.length || [...added].some((axis) => axis < 0 || axis >= rank)) {
    throw node.unsupported(`adds the axes [${axes.join(", ")}] to ${sizes.length}`);
  }
  const rest = [...sizes];
  emitReshape(
    node,
    Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!)),
  );
}

/** Names an open size -1; a shape with two open sizes is refused by the reshape. */
function emitReshape(node: NodeReader, sizes: readonly Dimension[]): void {
  const dimensions = sizes.map((size) => size ?? -1);
  node.emit({ kind: "reshape", dimensions, inputs: [node.input(0)] }, node.output(0));
}

export function transpose(node: NodeReader): void {
  const input = node.input(0);
  const reversed = Array.from({ length: node.rank(input) }, (_, axis) => node.rank(input) - 1 - axis);
  const permutation = node.attributes.ints("perm") ?? reversed;
  node.emit({ kind: "transpose", permutation, inputs: [input] }, node.output(0));
}
