import { checkNodeId, type NodeId } from "./checks.ts";

/** Divides by the last prime and drops it: one level less, the scale divided by that prime. */
export interface RescaleNode {
  readonly kind: "rescale";
  readonly input: NodeId;
}

/** @throws VelumError PROGRAM_NODE */
export const rescaleNode = (fields: { input: number }): RescaleNode =>
  Object.freeze({ kind: "rescale", input: checkNodeId("input", fields.input) });
