import { MAX_TRUNCATED_BITS } from "@velum/ckks";
import { checkInteger, checkNodeId, checkNumber, type NodeId, nodeError } from "./checks.ts";
import { MAX_LEVEL } from "./input.ts";

/**
 * The end of every program, in this order alone (A4): on the input's level add a fresh encryption of zero under the
 * client's public key and flood the released coefficients; then rescale down to `outputLevel`, take the coefficients at
 * `positions`, and truncate to modulus 2^modulusBits. What follows the flooding works on a masked pair only.
 */
export interface ProtectNode {
  readonly kind: "protect";
  readonly input: NodeId;
  /** Coefficients of the message that leave, in the order of the outputs. */
  readonly positions: readonly number[];
  /** Standard deviation of the flooding in units of the output: times the input's scale it is that of the integers. From
   * public bounds only (A7). */
  readonly flooding: number;
  readonly outputLevel: number;
  /** null: residues of the primes left. */
  readonly modulusBits: number | null;
}

/** @throws VelumError PROGRAM_NODE */
export function protectNode(fields: Omit<ProtectNode, "kind" | "input"> & { input: number }): ProtectNode {
  const { positions, modulusBits } = fields;
  if (!Array.isArray(positions) || positions.length === 0)
    throw nodeError("positions", "at least one position", "none");
  checkInteger("positions.length", positions.length, 1, 32768);
  for (const position of positions) checkInteger("positions", position, 0, 32767);
  if (new Set(positions).size !== positions.length) throw nodeError("positions", "distinct positions", "one twice");
  return Object.freeze({
    kind: "protect",
    input: checkNodeId("input", fields.input),
    positions: Object.freeze([...positions]),
    flooding: checkNumber("flooding", fields.flooding, 0, 2 ** 100),
    outputLevel: checkInteger("outputLevel", fields.outputLevel, 0, MAX_LEVEL),
    modulusBits: modulusBits === null ? null : checkInteger("modulusBits", modulusBits, 8, MAX_TRUNCATED_BITS),
  });
}
