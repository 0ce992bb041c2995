import { type GraphNode, quoteName } from "@velum/model/graph";
import { VelumError } from "@velum/protocol";
import type { Choice, Label } from "@velum/tabular";
import type { Chain } from "./tail-steps.ts";

export type NodeOf<Kind extends GraphNode["kind"]> = Extract<GraphNode, { kind: Kind }>;

/** A value of one row after decryption. */
export type TailValue =
  | { readonly kind: "vector"; readonly chain: Chain; readonly shape: readonly number[] }
  | { readonly kind: "label"; readonly chain: Chain; readonly choice: Choice; readonly labels: readonly Label[] }
  | { readonly kind: "map"; readonly chain: Chain; readonly keys: readonly Label[] };

export type Vector = Extract<TailValue, { kind: "vector" }>;
export type Chosen = Extract<TailValue, { kind: "label" }>;

export type Values = ReadonlyMap<string, TailValue>;

/** @throws VelumError COMPILE_TAIL */
export function refuse(node: GraphNode, reason: string): never {
  throw new VelumError("COMPILE_TAIL", {
    argument: `node ${quoteName(node.name)}`,
    expected: "sums, functions of single numbers, softmax, labels and maps after the last layer",
    got: `${node.kind}, which ${reason}. Leave this step to whoever reads the predictions`,
  });
}
