import { GraphError } from "./graph-error.ts";
import type { ValueType } from "./shape.ts";
import type { NumberTensor, Tensor, Value } from "./tensor.ts";

/** What every node has; `kind` and the rest come with its family. */
export interface NodeBase {
  /** The name in the file, or the operator and its position where the file gives none. */
  readonly name: string;
  /** Names of the values that it reads. */
  readonly inputs: readonly string[];
  /** Name of the value that it makes. Operators with several outputs are read as several nodes. */
  readonly output: string;
}

/** What a kind of node means: the type of its output before it runs, and the output itself. */
export interface OperatorRules<Node extends NodeBase> {
  /** @throws {GraphError} TYPE_MISMATCH, SHAPE_MISMATCH or ROWS_MIXED. */
  infer(node: Node, inputs: readonly ValueType[]): ValueType;
  /** Computes in float64. Called only with inputs that {@link infer} accepts. */
  run(node: Node, inputs: readonly Value[]): Value;
}

/** @throws {GraphError} TYPE_MISMATCH unless the value is of one of `allowed`. */
export function requireElementType(type: ValueType, allowed: readonly ValueType["elementType"][]): void {
  if (allowed.includes(type.elementType)) return;
  throw new GraphError("TYPE_MISMATCH", { reason: `expected ${allowed.join(" or ")}, got ${type.elementType}` });
}

/** @throws {GraphError} SHAPE_MISMATCH unless the value has `rank` dimensions. */
export function requireRank(type: ValueType, rank: number): void {
  if (type.shape.length === rank) return;
  throw new GraphError("SHAPE_MISMATCH", { reason: `expected ${rank} dimensions, got ${type.shape.length}` });
}

/** Narrows a value that `infer` has found to be a tensor. */
export function asTensor(value: Value | undefined): Tensor {
  if (value !== undefined && value.elementType !== "maps") return value;
  throw new GraphError("TYPE_MISMATCH", { reason: "expected a tensor, got maps" });
}

/** Narrows a value that `infer` has found to hold numbers. */
export function asNumbers(value: Value | undefined): NumberTensor {
  const tensor = asTensor(value);
  if (tensor.elementType !== "string") return tensor;
  throw new GraphError("TYPE_MISMATCH", { reason: "expected numbers, got strings" });
}
