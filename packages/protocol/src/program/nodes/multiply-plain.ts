import { checkNodeId, type NodeId } from "./checks.ts";

/** Ciphertext times constant, on one level. The scales multiply; the product is not rescaled. */
export interface MultiplyPlainNode {
  readonly kind: "multiplyPlain";
  readonly input: NodeId;
  readonly constant: NodeId;
}

/** @throws VelumError PROGRAM_NODE */
export const multiplyPlainNode = (fields: { input: number; constant: number }): MultiplyPlainNode =>
  Object.freeze({
    kind: "multiplyPlain",
    input: checkNodeId("input", fields.input),
    constant: checkNodeId("constant", fields.constant),
  });
