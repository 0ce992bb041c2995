import { checkNodeId, checkNodeIds, type NodeId, nodeError } from "./checks.ts";

/**
 * The sum of products of two ciphertexts each, slot by slot, and of one more ciphertext: three parts, which one relinearization
 * brings back to two for the whole sum. The scales of every pair multiply to the same.
 */
export interface SumOfProductsNode {
  readonly kind: "sumOfProducts";
  /** Ciphertexts of one level, two parts. */
  readonly lefts: readonly NodeId[];
  /** What each of them is multiplied by. */
  readonly rights: readonly NodeId[];
  /** Two parts, of the products' level and scale; null for none. */
  readonly addend: NodeId | null;
}

/** @throws VelumError PROGRAM_NODE */
export function sumOfProductsNode(fields: {
  lefts: readonly number[];
  rights: readonly number[];
  addend: number | null;
}): SumOfProductsNode {
  const lefts = checkNodeIds("lefts", fields.lefts);
  const rights = checkNodeIds("rights", fields.rights);
  if (lefts.length !== rights.length) throw nodeError("rights", "one for each of lefts", "another number");
  const addend = fields.addend === null ? null : checkNodeId("addend", fields.addend);
  return Object.freeze({ kind: "sumOfProducts", lefts, rights, addend });
}
