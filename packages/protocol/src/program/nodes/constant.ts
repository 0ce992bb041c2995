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

/**
 * A generalized diagonal of a matrix in all slots, for a vector that lies with entry floor(i / repeat) mod n in slot i. With m
 * and n the next powers of two of rows and columns, slot i + shift holds entry (i mod m, (floor(i / repeat) + index) mod n),
 * and zero beyond the matrix: what the vector rotated by `index * repeat` is multiplied by, before a rotation by `shift`
 * (Halevi, Shoup, eprint 2018/244, section 4).
 */
export interface DiagonalEncoding {
  readonly kind: "slots";
  readonly order: "diagonal";
  readonly repeat: number;
  readonly index: number;
  readonly shift: number;
}

/** A vector repeated over all slots, with zeros up to the next power of two of its length. */
export interface PeriodicEncoding {
  readonly kind: "slots";
  readonly order: "periodic";
}

/** Where the entries of a tensor go. */
export type ConstantEncoding = CoefficientEncoding | DiagonalEncoding | PeriodicEncoding;

/** A tensor of the bundle, encoded once when the program is loaded. */
export interface ConstantNode<E extends ConstantEncoding = ConstantEncoding> {
  readonly kind: "constant";
  readonly tensor: string;
  readonly encoding: E;
  /** The level of the ciphertext that it meets. */
  readonly level: number;
  readonly scale: number;
}

/** @throws VelumError PROGRAM_NODE */
export const constantNode = <E extends ConstantEncoding>(fields: Omit<ConstantNode<E>, "kind">): ConstantNode<E> =>
  Object.freeze({
    kind: "constant",
    tensor: checkNodeName("tensor", fields.tensor),
    encoding: checkEncoding(fields.encoding) as E,
    level: checkInteger("level", fields.level, 0, MAX_LEVEL),
    scale: checkNumber("scale", fields.scale, 1, MAX_SCALE),
  });

const checkEncoding = (encoding: ConstantEncoding): ConstantEncoding =>
  encoding.kind === "slots" ? slotEncoding(encoding) : coefficientEncoding(encoding);

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

function slotEncoding(encoding: DiagonalEncoding | PeriodicEncoding): DiagonalEncoding | PeriodicEncoding {
  if (encoding.order === "periodic") return Object.freeze({ kind: "slots", order: "periodic" });
  if (encoding.order !== "diagonal") throw nodeError("encoding.order", "diagonal or periodic", "another order");
  const { kind, order, repeat, index, shift } = encoding;
  checkInteger("encoding.repeat", repeat, 1, 32768);
  if (!Number.isInteger(Math.log2(repeat))) throw nodeError("encoding.repeat", "a power of two", String(repeat));
  checkInteger("encoding.index", index, 0, 32767);
  checkInteger("encoding.shift", shift, 0, 32767);
  return Object.freeze({ kind, order, repeat, index, shift });
}
