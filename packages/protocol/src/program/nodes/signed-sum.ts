import { checkNodeIds, type NodeId, nodeError } from "./checks.ts";

/** The sum of ciphertexts, each taken positive or negative. The signs are private; either costs the same (A12). */
export interface SignedSumNode {
  readonly kind: "signedSum";
  /** Ciphertexts of one level, scale and number of parts. */
  readonly inputs: readonly NodeId[];
  /** One for each input. */
  readonly signs: readonly (1 | -1)[];
}

/** @throws VelumError PROGRAM_NODE */
export function signedSumNode(fields: { inputs: readonly number[]; signs: readonly (1 | -1)[] }): SignedSumNode {
  const inputs = checkNodeIds("inputs", fields.inputs);
  const { signs } = fields;
  if (!Array.isArray(signs) || signs.length !== inputs.length || !signs.every((sign) => sign === 1 || sign === -1)) {
    throw nodeError("signs", "1 or -1 for each input", "another list");
  }
  return Object.freeze({ kind: "signedSum", inputs, signs: Object.freeze([...signs]) });
}
