import { checkInteger, checkNodeId, type NodeId } from "./checks.ts";
import { MAX_LEVEL } from "./input.ts";

/** Forgets the primes above a level: value and scale stay. Free where the operand is not needed any more. */
export interface DropLevelNode {
  readonly kind: "dropLevel";
  readonly input: NodeId;
  /** Below the input's. */
  readonly level: number;
}

/** @throws VelumError PROGRAM_NODE */
export const dropLevelNode = (fields: { input: number; level: number }): DropLevelNode =>
  Object.freeze({
    kind: "dropLevel",
    input: checkNodeId("input", fields.input),
    level: checkInteger("level", fields.level, 0, MAX_LEVEL),
  });
