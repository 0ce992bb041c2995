import {
  type BinaryFunction,
  binaryFunction,
  type Graph,
  type GraphNode,
  scalarFunction,
  type Tensor,
} from "@velum/model/graph";
import type { Label } from "@velum/tabular";
import { type Chain, select } from "./tail-steps.ts";
import { type Chosen, type NodeOf, refuse, type Values, type Vector } from "./tail-value.ts";

/** The place of the largest number; of equal ones the first, or the last. */
export function largest(node: NodeOf<"argMax">, { chain }: Vector): Chosen {
  const places = Array.from({ length: chain.outputs }, (_, i) => (node.last ? chain.outputs - 1 - i : i));
  return { kind: "label", chain: select(chain, places), choice: { kind: "largest" }, labels: places };
}

/** On which side of a constant a single number is. */
export function compared(node: NodeOf<"binary">, chain: Chain, place: number, numbers: Float64Array): Chosen {
  if (chain.outputs !== 1) return refuse(node, "compares several numbers");
  const turned: Partial<Record<BinaryFunction, BinaryFunction>> = {
    greater: "less",
    less: "greater",
    greaterOrEqual: "lessOrEqual",
    lessOrEqual: "greaterOrEqual",
  };
  const name = place === 0 ? node.function : turned[node.function];
  const at = numbers[0]!;
  const form = {
    greater: { inclusive: false, labels: [0, 1] },
    greaterOrEqual: { inclusive: true, labels: [0, 1] },
    less: { inclusive: true, labels: [1, 0] },
    lessOrEqual: { inclusive: false, labels: [1, 0] },
  }[name as string];
  if (form === undefined) return refuse(node, "asks whether numbers are equal, which noise decides");
  return { kind: "label", chain, choice: { kind: "threshold", at, inclusive: form.inclusive }, labels: form.labels };
}

/** Whatever is done with a label is done with each of the labels beforehand. */
export function relabel(node: GraphNode, { constants }: Graph, chosen: Chosen, values: Values): Chosen {
  const map = (change: (label: number) => Label): Chosen => ({
    ...chosen,
    labels: chosen.labels.map((label) =>
      typeof label === "number" ? change(label) : refuse(node, "computes with words"),
    ),
  });
  const own = node.inputs.findIndex((name) => values.get(name)?.kind === "label");
  const constant = (input: number): Tensor =>
    constants.get(node.inputs[input]!) ?? refuse(node, "combines labels and numbers");
  const only = (tensor: Tensor): Label =>
    tensor.data.length === 1 ? tensor.data[0]! : refuse(node, "combines a label with several constants");
  switch (node.kind) {
    case "identity":
    case "reshape":
      return chosen;
    case "cast":
      return map({ float: (x: number) => x, int: Math.trunc, bool: (x: number) => Number(x !== 0) }[node.to]);
    case "gather":
      return map((label) => constant(0).data[label] ?? refuse(node, "looks up a label that is not there"));
    case "labelEncoder": {
      const table = new Map(node.keys.map((key, i) => [key, node.values[i]!]));
      return { ...chosen, labels: chosen.labels.map((label) => table.get(label) ?? node.missing) };
    }
    case "where":
      if (own !== 0) return refuse(node, "chooses by something else than the label");
      return map((label) => only(constant(label !== 0 ? 1 : 2)));
    case "unary": {
      const { function: described } = node;
      return map(scalarFunction(described));
    }
    case "binary": {
      const other = only(constant(1 - own));
      if (typeof other === "string") return refuse(node, "compares labels with words");
      const compute = binaryFunction(node.function);
      return map((label) => (own === 0 ? compute(label, other) : compute(other, label)));
    }
    default:
      return refuse(node, "does more with a label than look it up");
  }
}
