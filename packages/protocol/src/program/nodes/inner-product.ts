import { checkNodeIds, type NodeId, nodeError } from "./checks.ts";

/** The sum of ciphertexts, each times its constant, on one level. The scales multiply; nothing is rescaled. */
export interface InnerProductNode {
  readonly kind: "innerProduct";
  /** Ciphertexts of one level, two parts. */
  readonly inputs: readonly NodeId[];
  /** One for each input. */
  readonly constants: readonly NodeId[];
}

/** @throws VelumError PROGRAM_NODE */
export function innerProductNode(fields: {
  inputs: readonly number[];
  constants: readonly number[];
}): InnerProductNode {
  const inputs = checkNodeIds("inputs", fields.inputs);
  const constants = checkNodeIds("constants", fields.constants);
  if (inputs.length !== constants.length) throw nodeError("constants", "one for each input", "another number");
  return Object.freeze({ kind: "innerProduct", inputs, constants });
}
