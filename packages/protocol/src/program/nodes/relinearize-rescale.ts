import { checkNodeId, type NodeId } from "./checks.ts";

/**
 * Three parts to two, and divided by the last prime: one level less, the scale divided by that prime. Needs a relinearization
 * key. Nothing is rounded while c_2 is there, so that no rounding error meets s^2.
 */
export interface RelinearizeRescaleNode {
  readonly kind: "relinearizeRescale";
  readonly input: NodeId;
}

/** @throws VelumError PROGRAM_NODE */
export const relinearizeRescaleNode = (fields: { input: number }): RelinearizeRescaleNode =>
  Object.freeze({ kind: "relinearizeRescale", input: checkNodeId("input", fields.input) });
