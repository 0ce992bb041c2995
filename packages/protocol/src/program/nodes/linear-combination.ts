import { checkInteger, checkNodeIds, checkNodeName, checkNumber, type NodeId } from "./checks.ts";
import { MAX_SCALE } from "./input.ts";

/** The sum of ciphertexts, each times one number of a tensor's row. */
export interface LinearCombinationNode {
  readonly kind: "linearCombination";
  /** Ciphertexts of one level, scale and number of parts. */
  readonly inputs: readonly NodeId[];
  /** A matrix with as many columns as there are inputs. */
  readonly tensor: string;
  /** The row of the matrix: entry k belongs to input k. */
  readonly row: number;
  /** Entries are encoded as round(entry * scale); the scale of the result is that of the inputs times this. */
  readonly scale: number;
}

/** Most rows and columns of a matrix of scalars. */
export const MAX_TENSOR_AXIS = 4096;

/** @throws VelumError PROGRAM_NODE */
export const linearCombinationNode = (
  fields: Omit<LinearCombinationNode, "kind" | "inputs"> & { inputs: readonly number[] },
): LinearCombinationNode =>
  Object.freeze({
    kind: "linearCombination",
    inputs: checkNodeIds("inputs", fields.inputs),
    tensor: checkNodeName("tensor", fields.tensor),
    row: checkInteger("row", fields.row, 0, MAX_TENSOR_AXIS - 1),
    scale: checkNumber("scale", fields.scale, 1, MAX_SCALE),
  });
