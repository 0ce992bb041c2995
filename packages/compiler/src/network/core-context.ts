import { type Graph, type GraphNode, type NumberTensor, numberTensor, runNode, type Tensor } from "@velum/model/graph";
import { foldSelection } from "../passes/fold-affine.ts";
import { isProduct } from "./before-products.ts";
import { type CoreValue, coreValue, type SymbolicValue } from "./core-value.ts";
import type { NetworkBuilder } from "./network-builder.ts";

/** What the walk through a graph knows. */
export interface CoreContext {
  readonly graph: Graph;
  readonly builder: NetworkBuilder;
  /** Values of each row, by name. */
  readonly values: ReadonlyMap<string, SymbolicValue>;
  /** Values that a matrix product needs: activations before them cannot be left to the client. */
  readonly beforeProduct: ReadonlySet<string>;
}

/** The value that a node reads, if it is one of each row. */
export function rowValue({ values }: CoreContext, name: string): CoreValue | undefined {
  const value = values.get(name);
  return value?.kind === "core" ? value : undefined;
}

export function rowShape({ graph }: CoreContext, name: string): readonly number[] | undefined {
  const [rows, ...shape] = graph.types.get(name)!.shape;
  const sameRows = rows === graph.inputs[0]?.shape[0];
  return sameRows && shape.every((size) => size !== null) ? shape : undefined;
}

/** The affine map behind a value; an activation is computed only where a matrix product needs it. */
export function affineValue(context: CoreContext, value: CoreValue, node: GraphNode): CoreValue | undefined {
  const affine = context.builder.affineOf(value);
  if (affine !== undefined) return coreValue(affine, value.base.depth, value.shape);
  return isProduct(node) || context.beforeProduct.has(node.output) ? context.builder.activate(value) : undefined;
}

/** What a node makes of one row in which the values `name` are `data`. */
export function probe({ graph }: CoreContext, node: GraphNode, rows: ReadonlyMap<string, Tensor>): Float64Array {
  return (runNode(node, new Map([...graph.constants, ...rows])) as NumberTensor).data;
}

export function oneRow(shape: readonly number[], data: Float64Array): Tensor {
  return numberTensor("float", [1, ...shape], data);
}

export const counting = (size: number, start = 0): Float64Array => new Float64Array(size).map((_, i) => start + i);

/** Selecting and computing element by element may change places. */
export function select(value: CoreValue, places: readonly number[], shape: readonly number[]): CoreValue {
  const unmoved = places.length === value.base.affine.outputs && places.every((place, i) => place === i);
  const base = unmoved ? value.base : { ...value.base, affine: foldSelection(value.base.affine, places) };
  return { ...value, base, shape };
}

/** Where each element of a larger result comes from, when a value is broadcast to it. */
export function spread(context: CoreContext, value: CoreValue, shape: readonly number[]): number[] {
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
