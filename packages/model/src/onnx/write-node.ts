import type { GraphNode, GraphNodeKind } from "../graph/node.ts";
import type { AttributeValue } from "./attribute-proto.ts";
import { TensorProto_DataType as DataType } from "./generated/onnx-ml_pb.ts";
import type { OnnxWriter } from "./onnx-writer.ts";
import { writeUnary } from "./write-unary.ts";

/** Adds what a node of ours is in opset 20 of ai.onnx and 3 of ai.onnx.ml. */
export function writeNode(writer: OnnxWriter, node: GraphNode): void {
  const write = WRITERS[node.kind] as (writer: OnnxWriter, node: GraphNode) => void;
  write(writer, node);
}

type NodeOf<Kind extends GraphNodeKind> = Extract<GraphNode, { kind: Kind }>;
type Attributes = Readonly<Record<string, AttributeValue>>;

const WRITERS: { readonly [Kind in GraphNodeKind]: (writer: OnnxWriter, node: NodeOf<Kind>) => void } = {
  unary: writeUnary,
  binary: plain(({ function: name }) => BINARY_OPERATORS[name]),
  where: plain(() => "Where"),
  matMul: plain(() => "MatMul"),
  identity: plain(() => "Identity"),
  cast: plain(
    () => "Cast",
    ({ to }) => ({ to: BigInt({ float: DataType.FLOAT, int: DataType.INT64, bool: DataType.BOOL }[to]) }),
  ),
  gemm: plain(
    () => "Gemm",
    ({ alpha, beta, transposeA, transposeB }) => ({ alpha, beta, transA: flag(transposeA), transB: flag(transposeB) }),
  ),
  batchNormalization: plain(
    () => "BatchNormalization",
    ({ epsilon }) => ({ epsilon }),
  ),
  concat: plain(
    () => "Concat",
    ({ axis }) => ({ axis: BigInt(axis) }),
  ),
  gather: plain(
    () => "Gather",
    ({ axis }) => ({ axis: BigInt(axis) }),
  ),
  transpose: plain(
    () => "Transpose",
    ({ permutation }) => ({ perm: permutation.map(BigInt) }),
  ),
  argMax: plain(
    () => "ArgMax",
    ({ axis, keepDimension, last }) => ({
      axis: BigInt(axis),
      keepdims: flag(keepDimension),
      select_last_index: flag(last),
    }),
  ),
  softmax: plain(
    ({ logarithm }) => (logarithm ? "LogSoftmax" : "Softmax"),
    ({ axis }) => ({ axis: BigInt(axis) }),
  ),
  reshape: (writer, node) =>
    writer.add(node.name, "Reshape", [...node.inputs, writer.integers(node.dimensions)], node.output),
  slice: writeSlice,
  reduce: writeReduce,
  scaler: writeScaler,
  imputer: plain(
    () => "ml.Imputer",
    ({ elementType, values, missing }) =>
      elementType === "float"
        ? { imputed_value_floats: values, replaced_value_float: missing }
        : { imputed_value_int64s: values.map(BigInt), replaced_value_int64: BigInt(missing) },
  ),
  oneHot: plain(
    () => "ml.OneHotEncoder",
    ({ categories, zeros }) => ({ ...labels("cats_int64s", "cats_strings", categories), zeros: flag(zeros) }),
  ),
  labelEncoder: plain(() => "ml.LabelEncoder", labelEncoderAttributes),
  normalizer: plain(
    () => "ml.Normalizer",
    ({ norm }) => ({ norm: norm.toUpperCase() }),
  ),
  zipMap: plain(
    () => "ml.ZipMap",
    ({ keys }) => labels("classlabels_int64s", "classlabels_strings", keys),
  ),
};

const BINARY_OPERATORS: Readonly<Record<NodeOf<"binary">["function"], string>> = {
  add: "Add",
  sub: "Sub",
  mul: "Mul",
  div: "Div",
  pow: "Pow",
  min: "Min",
  max: "Max",
  greater: "Greater",
  greaterOrEqual: "GreaterOrEqual",
  less: "Less",
  lessOrEqual: "LessOrEqual",
  equal: "Equal",
  and: "And",
  or: "Or",
  xor: "Xor",
};

/** A node that is one operator with the same inputs. */
function plain<Node extends GraphNode>(
  operator: (node: Node) => string,
  attributes: (node: Node) => Attributes = () => ({}),
): (writer: OnnxWriter, node: Node) => void {
  return (writer, node) => writer.add(node.name, operator(node), node.inputs, node.output, attributes(node));
}

function flag(value: boolean): bigint {
  return value ? 1n : 0n;
}

/** A list of labels under one of two names, by what they are. */
function labels(integers: string, strings: string, values: readonly number[] | readonly string[]): Attributes {
  return typeof values[0] === "string"
    ? { [strings]: values as readonly string[] }
    : { [integers]: (values as readonly number[]).map(BigInt) };
}

/** An end before the first element is written as the smallest integer, since -1 would mean the last one. */
function writeSlice(writer: OnnxWriter, { name, inputs, output, axis, start, step, length }: NodeOf<"slice">): void {
  const end = start + length * step;
  const places = [[start], [end < 0 ? -(2 ** 63) : end], [axis], [step]];
  writer.add(name, "Slice", [...inputs, ...places.map((place) => writer.integers(place))], output);
}

const REDUCTIONS = {
  sum: "ReduceSum",
  mean: "ReduceMean",
  product: "ReduceProd",
  max: "ReduceMax",
  min: "ReduceMin",
} as const;

function writeReduce(writer: OnnxWriter, node: NodeOf<"reduce">): void {
  const attributes = { keepdims: flag(node.keepDimensions), noop_with_empty_axes: 1n };
  writer.add(
    node.name,
    REDUCTIONS[node.function],
    [...node.inputs, writer.integers(node.axes)],
    node.output,
    attributes,
  );
}

/** onnxruntime wants as many offsets as scales. */
function writeScaler(writer: OnnxWriter, { name, inputs, output, offset, scale }: NodeOf<"scaler">): void {
  const width = Math.max(offset.length, scale.length);
  const spread = (values: readonly number[]) => Array.from({ length: width }, (_, i) => values[i % values.length]!);
  writer.add(name, "ml.Scaler", inputs, output, { offset: spread(offset), scale: spread(scale) });
}

const LABEL_SUFFIXES = { float: "floats", int: "int64s", string: "strings" } as const;

function labelEncoderAttributes({ from, to, keys, values, missing }: NodeOf<"labelEncoder">): Attributes {
  const list = (type: typeof from, items: readonly (number | string)[]): AttributeValue =>
    type === "int" ? items.map((item) => BigInt(item)) : (items as readonly number[] | readonly string[]);
  const [fallback] = list(to, [missing]) as readonly (number | bigint | string)[];
  return {
    [`keys_${LABEL_SUFFIXES[from]}`]: list(from, keys),
    [`values_${LABEL_SUFFIXES[to]}`]: list(to, values),
    [`default_${LABEL_SUFFIXES[to].slice(0, -1)}`]: fallback!,
  };
}
