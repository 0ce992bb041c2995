import { checkNodeId, type NodeId } from "./checks.ts";

/** Ciphertext plus constant, on one level and at one scale. */
export interface AddPlainNode {
  readonly kind: "addPlain";
  readonly input: NodeId;
  readonly constant: NodeId;
}

/** @throws VelumError PROGRAM_NODE */
export const addPlainNode = (fields: { input: number; constant: number }): AddPlainNode =>
  Object.freeze({
    kind: "addPlain",
    input: checkNodeId("input", fields.input),
    constant: checkNodeId("constant", fields.constant),
  });
