import { checkNodeId, checkNodeName, checkNumber, type NodeId } from "./checks.ts";

/** What the response carries. */
export interface OutputNode {
  readonly kind: "output";
  readonly input: NodeId;
  readonly name: string;
  /** Largest absolute value of any output, proved from the ranges of the inputs and rounded up to a power of two (A9). */
  readonly bound: number;
}

/** @throws VelumError PROGRAM_NODE */
export const outputNode = (fields: Omit<OutputNode, "kind" | "input"> & { input: number }): OutputNode =>
  Object.freeze({
    kind: "output",
    input: checkNodeId("input", fields.input),
    name: checkNodeName("name", fields.name),
    bound: checkNumber("bound", fields.bound, 2 ** -40, 2 ** 40),
  });
