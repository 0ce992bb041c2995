import { checkInteger, checkNodeId, type NodeId } from "./checks.ts";

/** Slots rotated to the left: slot i of the result is slot i + steps of the input. Needs a rotation key. */
export interface RotateNode {
  readonly kind: "rotate";
  readonly input: NodeId;
  /** At least 1 and below the number of slots. */
  readonly steps: number;
}

/** More than the slots of any ring. */
export const MAX_STEPS = 32767;

/** @throws VelumError PROGRAM_NODE */
export const rotateNode = (fields: { input: number; steps: number }): RotateNode =>
  Object.freeze({
    kind: "rotate",
    input: checkNodeId("input", fields.input),
    steps: checkInteger("steps", fields.steps, 1, MAX_STEPS),
  });
