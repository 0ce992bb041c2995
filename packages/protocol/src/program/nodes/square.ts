import { checkNodeId, type NodeId } from "./checks.ts";

/** The square of every slot: two parts become three, the scale is squared. */
export interface SquareNode {
  readonly kind: "square";
  readonly input: NodeId;
}

/** @throws VelumError PROGRAM_NODE */
export const squareNode = (fields: { input: number }): SquareNode =>
  Object.freeze({ kind: "square", input: checkNodeId("input", fields.input) });
