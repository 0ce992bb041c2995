import type { Norm } from "../../graph/nodes/normalizer-node.ts";
import { floatTensor } from "../../graph/tensor.ts";
import type { NodeReader } from "../node-reader.ts";

export function scaler(node: NodeReader): void {
  const offset = node.attributes.floats("offset") ?? [0];
  const scale = node.attributes.floats("scale") ?? [1];
  node.emit({ kind: "scaler", offset, scale, inputs: [node.input(0)] }, node.output(0));
}

/** Floats or integers, by which of the two lists is there. */
export function imputer(node: NodeReader): void {
  const { attributes } = node;
  const integers = attributes.ints("imputed_value_int64s");
  const values = integers ?? attributes.floats("imputed_value_floats");
  if (values === undefined) throw node.unsupported("has no imputed values");
  const float = attributes.floatOrNaN("replaced_value_float", 0);
  const integer = attributes.int("replaced_value_int64", 0);
  node.emit(
    {
      kind: "imputer",
      elementType: integers === undefined ? "float" : "int",
      missing: integers === undefined ? float : integer,
      values,
      inputs: [node.input(0)],
    },
    node.output(0),
  );
}

export function oneHotEncoder(node: NodeReader): void {
  const categories = node.attributes.ints("cats_int64s") ?? node.attributes.strings("cats_strings") ?? [];
  if (categories.length === 0) throw node.unsupported("has no categories");
  const zeros = node.attributes.flag("zeros", true);
  node.emit({ kind: "oneHot", categories, zeros, inputs: [node.input(0)] }, node.output(0));
}

/** 1 above the threshold, 0 elsewhere. */
export function binarizer(node: NodeReader): void {
  const threshold = node.constant(floatTensor([], [node.attributes.float("threshold", 0)]));
  const above = node.emit({ kind: "binary", function: "greater", inputs: [node.input(0), threshold] });
  node.emit({ kind: "cast", to: "float", inputs: [above] }, node.output(0));
}

export function normalizer(node: NodeReader): void {
  const norm = NORMS.get(node.attributes.string("norm", "MAX"));
  if (norm === undefined) throw node.unsupported("norm must be L1, L2 or MAX");
  node.emit({ kind: "normalizer", norm, inputs: [node.input(0)] }, node.output(0));
}

const NORMS: ReadonlyMap<string, Norm> = new Map([
  ["L1", "l1"],
  ["L2", "l2"],
  ["MAX", "max"],
]);

export function zipMap(node: NodeReader): void {
  const keys = node.attributes.ints("classlabels_int64s") ?? node.attributes.strings("classlabels_strings");
  if (keys === undefined) throw node.unsupported("has no class labels");
  node.emit({ kind: "zipMap", keys, inputs: [node.input(0)] }, node.output(0));
}
