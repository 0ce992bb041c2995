import { checkInteger, checkNodeName, checkNumber, nodeError } from "./checks.ts";
import { MAX_LEVEL, MAX_SCALE } from "./input.ts";

/**
 * Where the entries of a tensor go in a plaintext's coefficients. Blocks are of a power of two, `block`; a request holds
 * `rows` rows of K blocks, K the next power of two of the k outputs.
 *
 * - `reversed-blocks`: a matrix of k rows and d <= block columns; entry (i, j) at i * block + block - 1 - j. A product with
 *   row r's values x_j at coefficient r * K * block + j then has its inner product with matrix row i at
 *   (r * K + i) * block + block - 1.
 * - `block-ends`: a vector of k entries; entry i at (r * K + i) * block + block - 1 for every row r, where those inner
 *   products are.
 */
export interface CoefficientEncoding {
  readonly kind: "coefficients";
  readonly order: "reversed-blocks" | "block-ends";
  readonly block: number;
  readonly rows: number;
}

/** A tensor of the bundle, encoded once when the program is loaded. */
export interface ConstantNode {
  readonly kind: "constant";
  readonly tensor: string;
  readonly encoding: CoefficientEncoding;
  /** The level of the ciphertext that it meets. */
  readonly level: number;
  readonly scale: number;
}

/** @throws VelumError PROGRAM_NODE */
export const constantNode = (fields: Omit<ConstantNode, "kind">): ConstantNode =>
  Object.freeze({
    kind: "constant",
    tensor: checkNodeName("tensor", fields.tensor),
    encoding: coefficientEncoding(fields.encoding),
    level: checkInteger("level", fields.level, 0, MAX_LEVEL),
    scale: checkNumber("scale", fields.scale, 1, MAX_SCALE),
  });

function coefficientEncoding({ kind, order, block, rows }: CoefficientEncoding): CoefficientEncoding {
  if (kind !== "coefficients") throw nodeError("encoding.kind", "coefficients", "another kind");
  if (order !== "reversed-blocks" && order !== "block-ends") {
    throw nodeError("encoding.order", "reversed-blocks or block-ends", "another order");
  }
  checkInteger("encoding.block", block, 1, 32768);
  if (!Number.isInteger(Math.log2(block))) throw nodeError("encoding.block", "a power of two", String(block));
  checkInteger("encoding.rows", rows, 1, 32768);
  return Object.freeze({ kind, order, block, rows });
}
