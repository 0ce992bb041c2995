import { type ArgMaxNode, argMaxRules } from "./nodes/arg-max-node.ts";
import { type BatchNormalizationNode, batchNormalizationRules } from "./nodes/batch-normalization-node.ts";
import { type BinaryNode, binaryRules } from "./nodes/binary-node.ts";
import { type CastNode, castRules } from "./nodes/cast-node.ts";
import { type ConcatNode, concatRules } from "./nodes/concat-node.ts";
import { type GatherNode, gatherRules } from "./nodes/gather-node.ts";
import { type GemmNode, gemmRules } from "./nodes/gemm-node.ts";
import { type IdentityNode, identityRules } from "./nodes/identity-node.ts";
import { type ImputerNode, imputerRules } from "./nodes/imputer-node.ts";
import { type LabelEncoderNode, labelEncoderRules } from "./nodes/label-encoder-node.ts";
import { type MatMulNode, matMulRules } from "./nodes/mat-mul-node.ts";
import { type NormalizerNode, normalizerRules } from "./nodes/normalizer-node.ts";
import { type OneHotNode, oneHotRules } from "./nodes/one-hot-node.ts";
import { type ReduceNode, reduceRules } from "./nodes/reduce-node.ts";
import { type ReshapeNode, reshapeRules } from "./nodes/reshape-node.ts";
import { type ScalerNode, scalerRules } from "./nodes/scaler-node.ts";
import { type SliceNode, sliceRules } from "./nodes/slice-node.ts";
import { type SoftmaxNode, softmaxRules } from "./nodes/softmax-node.ts";
import { type TransposeNode, transposeRules } from "./nodes/transpose-node.ts";
import { type UnaryNode, unaryRules } from "./nodes/unary-node.ts";
import { type WhereNode, whereRules } from "./nodes/where-node.ts";
import { type ZipMapNode, zipMapRules } from "./nodes/zip-map-node.ts";
import type { NodeBase, OperatorRules } from "./operator-rules.ts";

/** A step of a model in the clear. */
export type GraphNode =
  | ArgMaxNode
  | BatchNormalizationNode
  | BinaryNode
  | CastNode
  | ConcatNode
  | GatherNode
  | GemmNode
  | IdentityNode
  | ImputerNode
  | LabelEncoderNode
  | MatMulNode
  | NormalizerNode
  | OneHotNode
  | ReduceNode
  | ReshapeNode
  | ScalerNode
  | SliceNode
  | SoftmaxNode
  | TransposeNode
  | UnaryNode
  | WhereNode
  | ZipMapNode;

export type GraphNodeKind = GraphNode["kind"];

const RULES: { readonly [Kind in GraphNodeKind]: OperatorRules<Extract<GraphNode, { kind: Kind }>> } = {
  argMax: argMaxRules,
  batchNormalization: batchNormalizationRules,
  binary: binaryRules,
  cast: castRules,
  concat: concatRules,
  gather: gatherRules,
  gemm: gemmRules,
  identity: identityRules,
  imputer: imputerRules,
  labelEncoder: labelEncoderRules,
  matMul: matMulRules,
  normalizer: normalizerRules,
  oneHot: oneHotRules,
  reduce: reduceRules,
  reshape: reshapeRules,
  scaler: scalerRules,
  slice: sliceRules,
  softmax: softmaxRules,
  transpose: transposeRules,
  unary: unaryRules,
  where: whereRules,
  zipMap: zipMapRules,
};

/** What a node means, by its kind. */
export function rulesOf(node: GraphNode): OperatorRules<NodeBase> {
  return RULES[node.kind] as OperatorRules<NodeBase>;
}
